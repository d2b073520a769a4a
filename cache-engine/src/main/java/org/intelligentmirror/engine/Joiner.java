package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * Somebody who reads a body while it arrives: at a pace of its own, from the file, so that waiting costs no memory.
 * Safe for any thread; nothing here blocks. Whoever holds it closes it.
 */
public final class Joiner implements AutoCloseable {
    private final Arrival arrival;
    private final Locator locator;
    private final ReplyHeaders headers;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    Joiner(Arrival arrival, Locator locator, ReplyHeaders headers, FileChannel channel) {
        this.arrival = arrival;
        this.locator = locator;
        this.headers = headers;
        this.channel = channel;
    }

    /** Bytes of the whole. */
    public long length() {
        return arrival.length();
    }

    /** What the origin said of it; validators only if they count for the locator that was asked for. */
    public ReplyHeaders headers() {
        return headers;
    }

    /** When the response arrived, from which its age counts. */
    public Instant receivedAt() {
        return arrival.receivedAt();
    }

    /** The bytes from position 0, read-only. What becomes of the file's name does not disturb its reader. */
    public FileChannel channel() {
        return channel;
    }

    /** Offset up to which bytes may be read now: never less than before, unless {@link #end} says it failed. */
    public long readable() {
        return arrival.readable();
    }

    /** How it ended: empty while it arrives. Of what was not stored nothing more may be sent. */
    public Optional<CaptureOutcome> end() {
        return arrival.end();
    }

    /**
     * Has {@code wake} run once, on any thread, when more than {@code seen} bytes may be read or the body has ended. It
     * must not block. A later call replaces an earlier one.
     *
     * @return false, and nothing is run, if that is so already
     */
    public boolean awaitMore(long seen, Runnable wake) {
        return !closed.get() && arrival.awaitMore(this, seen, wake);
    }

    /** Stops reading. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            arrival.left(this);
            try {
                channel.close();
            } catch (IOException e) {
                // A read-only descriptor has nothing left to lose.
            }
        }
    }

    Locator locator() {
        return locator;
    }
}
