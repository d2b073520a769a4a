package org.intelligentmirror.engine;

import java.nio.channels.FileChannel;
import java.time.Instant;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * A stored package, open for reading: an eviction or purge in the meantime does not disturb its reader.
 *
 * @param sha256 identity of the bytes
 * @param length bytes in the package; the file was checked to have exactly these when it was opened
 * @param headers what the origin said of it
 * @param receivedAt when the response arrived, from which its age counts
 * @param channel the bytes from position 0, read-only; its owner is whoever holds this object
 */
public record StoredPackage(Sha256 sha256, long length, ReplyHeaders headers, Instant receivedAt, FileChannel channel)
        implements AutoCloseable {
    @Override
    public void close() {
        try {
            channel.close();
        } catch (java.io.IOException e) {
            // A read-only descriptor has nothing left to lose.
        }
    }
}
