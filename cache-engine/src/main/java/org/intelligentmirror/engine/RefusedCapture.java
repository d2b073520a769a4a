package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A capture that ended before it began. */
record RefusedCapture(NotStored why) implements CaptureStream {
    @Override
    public boolean write(ByteBuffer bytes, Runnable release) {
        release.run();
        return true;
    }

    @Override
    public void complete() {
        // It has ended.
    }

    @Override
    public void abandon(NotStored later) {
        // The first reason stands.
    }

    @Override
    public CompletionStage<CaptureOutcome> outcome() {
        return CompletableFuture.completedStage(new CaptureOutcome.Dropped(why));
    }
}
