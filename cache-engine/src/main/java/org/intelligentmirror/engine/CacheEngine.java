package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.store.StoreException;

/** The cache without its protocol. */
public final class CacheEngine implements AutoCloseable {
    /** Opens the store, creating it if need be. Blocks. */
    public static CacheEngine open(EngineSettings settings, Clock clock) throws StoreException {
        throw new UnsupportedOperationException();
    }

    /** Never blocks; completes on the blocking pool, never exceptionally. {@code fresh}: only URL-digest evidence counts. */
    public CompletionStage<Resolution> resolve(Classification.Wanted wanted, boolean fresh) {
        throw new UnsupportedOperationException();
    }

    /** Never blocks. {@code drained} runs on the pool when a capture that said "stop reading" has caught up. */
    public CaptureStream capture(CaptureRequest request, Runnable drained) {
        throw new UnsupportedOperationException();
    }

    /** Whether captures can be taken now; false when full, failing or stopping. */
    public boolean acceptsCaptures() {
        throw new UnsupportedOperationException();
    }

    /** The operator's view. */
    public Inventory inventory() {
        throw new UnsupportedOperationException();
    }

    /** The bounded pool for blocking work; {@code execute} throws RejectedExecutionException when its queue is full. */
    public Executor blockingPool() {
        throw new UnsupportedOperationException();
    }

    /** Ends captures, syncs, closes. Blocks. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
