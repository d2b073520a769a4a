package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Lines of bounded length, ended by LF or CR LF. A line comes as a string with one character per byte, so that nothing
 * is lost, whatever the encoding.
 */
final class LineReader {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final int maxLineBytes;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long taken;
    private boolean terminated = true;

    LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /** The next line without its end; null at the end of the stream. */
    @Nullable
    String next() throws IOException {
        int searched = position;
        while (true) {
            for (int i = searched; i < limit; i++) {
                if (buffer[i] == '\n') {
                    String line = text(position, i);
                    taken += i + 1 - position;
                    position = i + 1;
                    return line;
                }
            }
            // One more than the longest line, for the CR that may be part of its end.
            if (limit - position > maxLineBytes + 1L) {
                throw tooLong();
            }
            searched = limit - position;
            makeRoom();
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                return rest();
            }
            limit += n;
        }
    }

    private @Nullable String rest() throws IndexFormatException {
        if (position == limit) {
            return null;
        }
        terminated = false;
        String line = text(position, limit);
        taken += limit - position;
        position = limit;
        return line;
    }

    private String text(int from, int to) throws IndexFormatException {
        int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
        if (end - from > maxLineBytes) {
            throw tooLong();
        }
        return new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private void makeRoom() {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    private IndexFormatException tooLong() {
        return new IndexFormatException(Kind.LINE_TOO_LONG, taken, "more than " + maxLineBytes + " bytes");
    }

    /** Whether every line so far ended in LF; false only after the last. */
    boolean isTerminated() {
        return terminated;
    }

    /** Bytes in the lines given so far. */
    long place() {
        return taken;
    }

    IndexFormatException malformed(String detail) {
        return new IndexFormatException(Kind.MALFORMED, taken, detail);
    }
}
