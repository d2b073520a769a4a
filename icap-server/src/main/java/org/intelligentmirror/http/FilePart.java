package org.intelligentmirror.http;

import io.netty.channel.DefaultFileRegion;
import org.intelligentmirror.policy.ByteRange;

/** One of several parts of a file sent by sendfile; the last of them to go closes the file. */
final class FilePart extends DefaultFileRegion {
    private final Shared file;

    FilePart(Shared file, ByteRange part) {
        super(file.blob.stored().channel(), part.first(), part.length());
        this.file = file;
    }

    /** Sent or given up. */
    @Override
    protected void deallocate() {
        file.gone(transferred());
    }

    /** The file all parts of an answer are of. */
    static final class Shared {
        private final Answer.Blob blob;
        private int left;
        private long sent;

        /** @param parts how many there are */
        Shared(Answer.Blob blob, int parts) {
            this.blob = blob;
            this.left = parts;
        }

        private synchronized void gone(long bytes) {
            sent += bytes;
            if (--left == 0) {
                blob.stored().close();
                blob.sent().accept(sent);
            }
        }
    }
}
