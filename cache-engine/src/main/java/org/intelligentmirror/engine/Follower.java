package org.intelligentmirror.engine;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.policy.ByteRange;

/**
 * Goes through a part of a body that arrives, from its first byte to its last. One piece is under way at a time and the
 * next begins when that has gone out, so a peer that reads slowly costs nothing. Used on one event loop, its own.
 */
public final class Follower {
    /** Bytes of one piece: small enough that a fast peer does not keep the others of its event loop waiting. */
    private static final long MAX_PIECE = 1 << 20;

    /** Where the bytes go. */
    public interface Taker {
        /** Sends these bytes of the file; {@link Follower#taken} is to be called when they have gone out. */
        void take(long position, long count);

        /** The last byte has gone out. */
        void done();

        /** The body has failed: no more of it may be sent. */
        void failed();
    }

    private final Joiner joiner;
    private final Executor loop;
    private final Taker taker;
    private final long end;
    private long at;
    private boolean taking;
    private boolean over;

    /**
     * @param joiner stays the caller's, who closes it
     * @param loop the event loop all of this is used on
     */
    public Follower(Joiner joiner, ByteRange part, Executor loop, Taker taker) {
        this.joiner = joiner;
        this.loop = loop;
        this.taker = taker;
        this.at = part.first();
        this.end = part.last() + 1;
    }

    /** Begins, or goes on. */
    public void pump() {
        while (!over && !taking) {
            Optional<CaptureOutcome> outcome = joiner.end();
            long readable = Math.min(joiner.readable(), end);
            if (at == end) {
                over = true;
                taker.done();
            } else if (outcome.isPresent() && outcome.get() instanceof CaptureOutcome.Dropped) {
                over = true;
                taker.failed();
            } else if (readable > at) {
                taking = true;
                taker.take(at, Math.min(MAX_PIECE, readable - at));
            } else if (joiner.awaitMore(at, this::wake)) {
                return;
            }
        }
    }

    /** A piece of so many bytes has gone out. */
    public void taken(long bytes) {
        taking = false;
        at += bytes;
        pump();
    }

    /** Nobody takes bytes any more. */
    public void stop() {
        over = true;
    }

    private void wake() {
        try {
            loop.execute(this::pump);
        } catch (RejectedExecutionException e) {
            // The event loops have ended, and whoever took bytes with them.
            joiner.close();
        }
    }
}
