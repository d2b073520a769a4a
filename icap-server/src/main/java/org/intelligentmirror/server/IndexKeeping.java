package org.intelligentmirror.server;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.CaptureStream;
import org.intelligentmirror.engine.TapRequest;
import org.intelligentmirror.policy.Reason;

/** A repository index on its way to a client: a copy is read into the catalog and thrown away. */
final class IndexKeeping implements Keeping {
    private final CacheEngine engine;
    private final TapRequest tap;

    IndexKeeping(CacheEngine engine, TapRequest tap) {
        this.engine = engine;
        this.tap = tap;
    }

    @Override
    public Reason reason() {
        return Reason.INDEX;
    }

    @Override
    public CaptureStream open(Runnable drained) {
        return engine.tap(tap, drained);
    }

    @Override
    public CompletionStage<Appraisal> appraise(ByteBuffer start, boolean whole) {
        return CompletableFuture.completedFuture(new Appraisal.Keep());
    }
}
