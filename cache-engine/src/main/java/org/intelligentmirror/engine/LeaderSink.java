package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The leader's end of an {@link Arrival}: the bytes one client downloads, from the first on. */
final class LeaderSink implements BodySink {
    private final Arrival arrival;

    LeaderSink(Arrival arrival) {
        this.arrival = arrival;
    }

    @Override
    public Optional<NotStored> accept(ByteBuffer bytes) {
        return arrival.lead(bytes);
    }

    @Override
    public CaptureOutcome finish() {
        return arrival.finish();
    }

    @Override
    public CaptureOutcome broken(NotStored why) {
        return arrival.leaderBroke(why);
    }

    @Override
    public void close() {
        // The arrival gives back what it holds when it ends.
    }
}
