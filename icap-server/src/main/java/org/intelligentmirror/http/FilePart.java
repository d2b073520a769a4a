package org.intelligentmirror.http;

import io.netty.channel.DefaultFileRegion;
import java.util.function.LongConsumer;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.policy.ByteRange;

/** One of several parts of a file sent by sendfile; the last of them to go closes the file. */
final class FilePart extends DefaultFileRegion {
    private final Shared file;

    FilePart(Shared file, ByteRange part) {
        super(file.stored.channel(), part.first(), part.length());
        this.file = file;
    }

    /** Sent or given up. */
    @Override
    protected void deallocate() {
        file.gone(transferred());
    }

    /** The file all parts of an answer are of. */
    static final class Shared {
        private final StoredPackage stored;
        private final LongConsumer whenSent;
        private int left;
        private long sent;

        /** @param parts how many there are */
        Shared(StoredPackage stored, int parts, LongConsumer whenSent) {
            this.stored = stored;
            this.whenSent = whenSent;
            this.left = parts;
        }

        private synchronized void gone(long bytes) {
            sent += bytes;
            if (--left == 0) {
                stored.close();
                whenSent.accept(sent);
            }
        }
    }
}
