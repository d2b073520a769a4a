package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;

/** A transaction whose answer was complete as soon as its head was read: what follows means nothing. */
enum Answered implements IcapExchange {
    /** The only one. */
    INSTANCE;

    @Override
    public void onChunk(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onPreviewEnd() {
        // Answered already.
    }

    @Override
    public void onBodyEnd(boolean ieof) {
        // Answered already.
    }

    @Override
    public void onAbort() {
        // Nothing is held.
    }
}
