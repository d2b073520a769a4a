package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hashing of a stored blob, a piece at a time. For one thread at a time; every method may block. */
public final class BlobCheck implements AutoCloseable {
    /** What a blob turned out to be. */
    public enum Finding {
        /** Its bytes have its digest. */
        INTACT,
        /** It is not there, or its file has another length. */
        MISSING,
        /** Its bytes have another digest. */
        WRONG,
        /** The disk does not give its bytes back. */
        UNREADABLE
    }

    private static final int BUFFER_BYTES = 1 << 16;

    private final Sha256 expected;
    private final @Nullable FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** Takes over the channel; null if there is no such file. */
    BlobCheck(Sha256 expected, @Nullable FileChannel channel) {
        this.expected = expected;
        this.channel = channel;
    }

    /** Hashes at least one byte and about {@code bytes} more, and tells what was found once that is known. */
    public Optional<Finding> advance(long bytes) {
        if (channel == null) {
            return Optional.of(Finding.MISSING);
        }
        long left = bytes;
        try {
            do {
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    boolean same = Sha256.of(digest.digest()).equals(expected);
                    return Optional.of(same ? Finding.INTACT : Finding.WRONG);
                }
                digest.update(buffer.flip());
                left -= count;
            } while (left > 0);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.UNREADABLE);
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Only opened to be read.
        }
    }
}
