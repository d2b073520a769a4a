package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Some bytes of a body, inbound or outbound. Pieces follow the network's reads, not the sender's chunks. Never empty.
 * Whoever takes one last releases it.
 */
public final class IcapChunk extends DefaultByteBufHolder {
    /** Takes over the caller's reference to {@code bytes}. */
    public IcapChunk(ByteBuf bytes) {
        super(bytes);
    }

    @Override
    public IcapChunk replace(ByteBuf content) {
        return new IcapChunk(content);
    }
}
