package org.intelligentmirror.icap;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/**
 * The frame of a chunk whose bytes come one after the other: {@link Begin}, then as many bytes of {@link #part}s as it
 * says, then {@link End}.
 */
public sealed interface IcapLongChunk {
    /** Its size line. */
    record Begin(long size) implements IcapLongChunk {
        public Begin {
            if (size <= 0) {
                throw new IllegalArgumentException("a chunk of no bytes would end the body");
            }
        }
    }

    /** What follows its last byte. */
    enum End implements IcapLongChunk {
        /** The only one. */
        INSTANCE
    }

    /** Some of its bytes, sent by sendfile. The file stays open: there may be more to send from it. */
    static DefaultFileRegion part(FileChannel file, long position, long count) {
        return new DefaultFileRegion(file, position, count) {
            @Override
            protected void deallocate() {
                // Its owner closes it.
            }
        };
    }
}
