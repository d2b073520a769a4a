package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * One body on its way into the store.
 *
 * <p>The caller's side never blocks and is used by one thread at a time (an event loop). Hashing and writing happen on
 * the engine's blocking pool, in order. A fault of any kind ends the capture and nothing else: later calls are then
 * accepted and their buffers released at once, and {@link #outcome} tells what happened.
 */
public interface CaptureStream {
    /**
     * Hands over the remaining bytes of {@code bytes}, which must not change until {@code release} has run. Runs
     * {@code release} exactly once, on any thread.
     *
     * @return false if the caller should stop reading until the drain listener has run
     */
    boolean write(ByteBuffer bytes, Runnable release);

    /** The body ended well. The package is committed if it is complete and what it should be. */
    void complete();

    /** Ends the capture without storing anything; does nothing once it has ended otherwise. */
    void abandon(NotStored why);

    /** Completes, on any thread and never exceptionally, when the capture has ended and its temp file is gone. */
    CompletionStage<CaptureOutcome> outcome();
}
