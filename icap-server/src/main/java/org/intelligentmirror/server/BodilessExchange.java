package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;

/** A request without a body whose answer waits for the engine. */
abstract class BodilessExchange implements IcapExchange {
    private final Answer answer;
    private boolean aborted;

    BodilessExchange(Answer answer) {
        this.answer = answer;
    }

    /**
     * Goes on with what the engine found, from any thread: {@code respond} on the connection's event loop, or {@code
     * discard} if nobody can be answered any more.
     */
    final void resume(Runnable respond, Runnable discard) {
        try {
            answer.loop().execute(() -> (aborted ? discard : respond).run());
        } catch (RejectedExecutionException e) {
            discard.run();
        }
    }

    @Override
    public final void onChunk(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public final void onPreviewEnd() {
        throw new IllegalStateException("a request without a body has no preview");
    }

    @Override
    public final void onBodyEnd(boolean ieof) {
        // Expected at once: there is no body.
    }

    @Override
    public final void onAbort() {
        aborted = true;
        peerLeft();
    }

    @Override
    public final void onInputEnd() {
        peerLeft();
    }

    /** The peer has gone, or says that nobody waits any more. May be told twice. */
    protected abstract void peerLeft();
}
