package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;

/**
 * A service's side of one ICAP transaction, told of what arrives after the request's head. Used on the connection's
 * event loop; never blocks. Exactly one of {@link #onBodyEnd} and {@link #onAbort} ends it, unless the answer ended
 * before.
 */
interface IcapExchange {
    /** Some bytes of the body, in order. Takes over the reference. */
    void onChunk(ByteBuf bytes);

    /** The preview is over and there is more: ask for it, or answer. */
    void onPreviewEnd();

    /** The body is over, or there was none; {@code ieof} if that was within the preview. */
    void onBodyEnd(boolean ieof);

    /**
     * The peer will send no more, though it may still read. Told only between the request's end and the answer's. Squid
     * never does this but to leave.
     */
    default void onInputEnd() {
        // An answer that is made now is read, or fails.
    }

    /** The connection is gone or has lost its framing. Nothing can be answered any more. */
    void onAbort();
}
