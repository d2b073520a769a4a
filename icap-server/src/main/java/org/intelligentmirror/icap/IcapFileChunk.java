package org.intelligentmirror.icap;

import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCounted;
import java.nio.channels.FileChannel;

/** Part of a file as one chunk, sent by sendfile. Owns the file: releasing the last reference closes it. */
public final class IcapFileChunk implements ReferenceCounted {
    private final DefaultFileRegion region;

    /** The {@code length} bytes from {@code position}; at least one. */
    public IcapFileChunk(FileChannel file, long position, long length) {
        if (length <= 0) {
            throw new IllegalArgumentException("a chunk of no bytes would end the body");
        }
        this.region = new DefaultFileRegion(file, position, length);
    }

    /** Bytes sent so far; may be asked after the release too. */
    public long transferred() {
        return region.transferred();
    }

    DefaultFileRegion region() {
        return region;
    }

    @Override
    public int refCnt() {
        return region.refCnt();
    }

    @Override
    public IcapFileChunk retain() {
        region.retain();
        return this;
    }

    @Override
    public IcapFileChunk retain(int increment) {
        region.retain(increment);
        return this;
    }

    @Override
    public IcapFileChunk touch() {
        region.touch();
        return this;
    }

    @Override
    public IcapFileChunk touch(Object hint) {
        region.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return region.release();
    }

    @Override
    public boolean release(int decrement) {
        return region.release(decrement);
    }
}
