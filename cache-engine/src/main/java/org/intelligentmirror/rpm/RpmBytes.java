package org.intelligentmirror.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.intelligentmirror.store.Sha256;

/** The bytes of one file, read by position, so that a channel shared with other readers keeps its own. */
interface RpmBytes {
    /** Length of the buffer a file is read through, in bytes. */
    int CHUNK_BYTES = 64 * 1024;

    /** The file's length in bytes. */
    long size() throws IOException;

    /** Reads as {@link FileChannel#read(ByteBuffer, long)} does. */
    int read(ByteBuffer destination, long position) throws IOException;

    /** Takes each chunk of a range in turn. */
    interface ChunkSink {
        /** Takes one chunk, which is valid during the call only. */
        void accept(ByteBuffer chunk);
    }

    /** The bytes of an open file, which stays the caller's to close. */
    static RpmBytes of(FileChannel file) {
        return new RpmBytes() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer destination, long position) throws IOException {
                return file.read(destination, position);
            }
        };
    }

    /**
     * Fills {@code destination} from {@code position} and flips it.
     *
     * @return false if the file ends before it is full
     */
    default boolean fill(ByteBuffer destination, long position) throws IOException {
        long at = position;
        while (destination.hasRemaining()) {
            int count = read(destination, at);
            if (count <= 0) {
                return false;
            }
            at += count;
        }
        destination.flip();
        return true;
    }

    /**
     * Hands {@code sink} the bytes from {@code start} to before {@code end}, in order, in chunks.
     *
     * @return false if the file ends before {@code end}
     */
    default boolean stream(long start, long end, ChunkSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, end - start));
        for (long at = start; at < end; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            if (!fill(buffer, at)) {
                return false;
            }
            sink.accept(buffer);
        }
        return true;
    }

    /** The digest of the bytes from {@code start} to the end {@code size}, or of fewer if the file ends sooner. */
    default Sha256 digest(long start, long size) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        stream(start, size, digest::update);
        return Sha256.of(digest.digest());
    }
}
