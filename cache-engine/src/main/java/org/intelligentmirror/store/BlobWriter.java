package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * One body on its way into the store: hashed and written in one pass, then committed or discarded, whichever comes
 * first. Used by one thread at a time; every method may block.
 */
public final class BlobWriter {
    private final BlobStore store;
    private final FileOperations files;
    private final Path temp;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.newDigest();
    private long length;
    private boolean ended;

    BlobWriter(BlobStore store, FileOperations files, Path temp, FileChannel channel) {
        this.store = store;
        this.files = files;
        this.temp = temp;
        this.channel = channel;
    }

    /** Hashes and writes the remaining bytes of {@code bytes}, consuming them. */
    public void write(ByteBuffer bytes) throws StoreException {
        if (ended) {
            throw new IllegalStateException("this writer has ended");
        }
        length += bytes.remaining();
        digest.update(bytes.duplicate());
        try {
            files.write(channel, bytes);
        } catch (IOException e) {
            throw StoreFaults.translate("cannot write " + temp, e);
        }
    }

    /** Bytes written so far. */
    public long length() {
        return length;
    }

    /** Ends the body. Call once. */
    public Sha256 finish() throws StoreException {
        ended = true;
        try {
            files.close(channel);
        } catch (IOException e) {
            throw StoreFaults.translate("cannot close " + temp, e);
        }
        return Sha256.of(digest.digest());
    }

    /**
     * Opens what is written, and what will be, for reading, before it is committed or discarded; its reader keeps its
     * bytes. Any thread.
     */
    public FileChannel openWritten() throws IOException {
        return files.openRead(temp);
    }

    /** Makes the finished body the blob {@code sha256}, replacing a file that had its name. */
    public void commit(Sha256 sha256) throws StoreException {
        if (!ended) {
            throw new IllegalStateException("finish comes first");
        }
        try {
            store.publish(temp, sha256);
        } catch (IOException e) {
            throw StoreFaults.translate("cannot commit " + sha256, e);
        }
    }

    /** Removes what was written; does nothing after a commit. */
    public void discard() {
        ended = true;
        try {
            channel.close();
        } catch (IOException e) {
            // The file is about to go.
        }
        store.discard(temp);
    }
}
