package org.intelligentmirror.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.StoreException;

/**
 * Reads files of the journal, one after the other. A line that is damaged is left out and counted; the next newline is
 * a new start.
 */
final class JournalReader {
    private static final int CHUNK = 1 << 16;

    /** Takes what is read. */
    @FunctionalInterface
    interface Sink {
        /** A record and where its line ends in the file; whether to go on. */
        boolean take(JournalRecord entry, long end) throws StoreException;
    }

    private final FileOperations files;
    private final byte[] bytes = new byte[CHUNK + RecordLine.MAX_BYTES];
    private int filled;
    private int lineStart;
    private long damaged;

    JournalReader(FileOperations files) {
        this.files = files;
    }

    /** Reads the lines between two offsets, each at the start of a line; false if the sink ended it. */
    boolean read(Path file, long from, long to, Sink sink) throws IOException, StoreException {
        filled = 0;
        lineStart = 0;
        long end = from;
        try (FileChannel channel = files.openRead(file)) {
            channel.position(from);
            while (fill(channel, to)) {
                for (int newline = find(); newline >= 0; newline = find()) {
                    end += newline + 1 - lineStart;
                    Optional<JournalRecord> entry = RecordLine.parse(bytes, lineStart, newline);
                    damaged += entry.isPresent() || newline == lineStart ? 0 : 1;
                    lineStart = newline + 1;
                    if (entry.isPresent() && !sink.take(entry.get(), end)) {
                        return false;
                    }
                }
                end += dropEndless();
            }
        }
        damaged += filled > lineStart ? 1 : 0;
        return true;
    }

    /** Lines left out so far. */
    long damagedLines() {
        return damaged;
    }

    private boolean fill(FileChannel channel, long to) throws IOException {
        System.arraycopy(bytes, lineStart, bytes, 0, filled - lineStart);
        filled -= lineStart;
        lineStart = 0;
        long wanted = Math.min(bytes.length - filled, to - channel.position());
        if (wanted <= 0) {
            return false;
        }
        int read = channel.read(ByteBuffer.wrap(bytes, filled, (int) wanted));
        filled += Math.max(0, read);
        return read > 0;
    }

    private int find() {
        for (int i = lineStart; i < filled; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Gives up what is longer than any line, so that a file of zeros costs no memory. */
    private int dropEndless() {
        int dropped = filled - lineStart;
        if (dropped < RecordLine.MAX_BYTES) {
            return 0;
        }
        lineStart = filled;
        damaged++;
        return dropped;
    }
}
