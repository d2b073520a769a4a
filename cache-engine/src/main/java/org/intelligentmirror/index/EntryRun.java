package org.intelligentmirror.index;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a list that follow one another in a file, read from the first to the last. Each takes the same number of
 * bytes: key, length, which digests there are, SHA-256, SHA-512. Used by one thread.
 */
final class EntryRun {
    private static final int SHA512_BYTES = 64;
    private static final int HAS_SHA256 = 1;
    private static final int HAS_SHA512 = 2;
    private static final int RECORD_BYTES =
            PathKey.LENGTH + Long.BYTES + Byte.BYTES + Sha256.LENGTH_BYTES + SHA512_BYTES;
    private static final int BUFFER_BYTES = 256 * RECORD_BYTES;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final long end;
    private long position;
    private @Nullable NewEntry head;

    private EntryRun(FileChannel file, long start, long end) {
        this.file = file;
        this.position = start;
        this.end = end;
    }

    /** Appends {@code entries} to {@code file}. */
    static EntryRun write(FileChannel file, List<NewEntry> entries) throws IOException {
        long start = file.size();
        ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
        long at = start;
        for (NewEntry entry : entries) {
            put(out, entry);
            if (!out.hasRemaining()) {
                at = flush(file, out, at);
            }
        }
        return new EntryRun(file, start, flush(file, out, at));
    }

    private static long flush(FileChannel file, ByteBuffer out, long position) throws IOException {
        long at = position;
        out.flip();
        while (out.hasRemaining()) {
            at += file.write(out, at);
        }
        out.clear();
        return at;
    }

    private static void put(ByteBuffer out, NewEntry entry) {
        out.put(entry.path().bytes()).putLong(entry.length());
        out.put((byte)
                ((entry.sha256().isPresent() ? HAS_SHA256 : 0) | (entry.sha512().isPresent() ? HAS_SHA512 : 0)));
        out.put(entry.sha256().map(Sha256::toBytes).orElseGet(() -> new byte[Sha256.LENGTH_BYTES]));
        out.put(entry.sha512().map(HexFormat.of()::parseHex).orElseGet(() -> new byte[SHA512_BYTES]));
    }

    /** Goes to the first or next entry; false if there is none. */
    boolean advance() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            head = null;
            return false;
        }
        byte[] key = new byte[PathKey.LENGTH];
        byte[] sha256 = new byte[Sha256.LENGTH_BYTES];
        byte[] sha512 = new byte[SHA512_BYTES];
        buffer.get(key);
        long length = buffer.getLong();
        int digests = buffer.get();
        buffer.get(sha256).get(sha512);
        head = new NewEntry(
                PathKey.ofBytes(key),
                length,
                (digests & HAS_SHA256) != 0 ? Optional.of(Sha256.of(sha256)) : Optional.empty(),
                (digests & HAS_SHA512) != 0 ? Optional.of(HexFormat.of().formatHex(sha512)) : Optional.empty());
        return true;
    }

    private boolean fill() throws IOException {
        if (position == end) {
            return false;
        }
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - position));
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new EOFException("a run of entries ends early");
            }
            position += count;
        }
        buffer.flip();
        return true;
    }

    /** The entry this run stands at. */
    NewEntry head() {
        if (head == null) {
            throw new IllegalStateException("before the first entry or after the last");
        }
        return head;
    }
}
