package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A foreign stream under a decoder: counts, ends at a bound, stays open, and remembers its own failure, so that a
 * decoder's exception can be told from it.
 */
final class SourceInput extends InputStream {
    private final InputStream in;
    private final long maxBytes;
    private final byte[] start = new byte[Compression.MAGIC_BYTES];
    private int startLength;
    private int startGiven;
    private long count;
    private @Nullable IOException failure;

    SourceInput(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Looks at the first bytes without taking them. To be called once, before any read. */
    Compression sniff() throws IOException {
        while (startLength < start.length) {
            int n = fetch(start, startLength, start.length - startLength);
            if (n < 0) {
                break;
            }
            startLength += n;
        }
        return Compression.ofMagic(start, startLength);
    }

    /** Bytes fetched so far. */
    long count() {
        return count;
    }

    /** Whether {@code thrown} is, or wraps, the very exception this stream threw: an equal one would not do. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOwnFailure(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t == failure) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (startGiven < startLength) {
            int n = Math.min(length, startLength - startGiven);
            System.arraycopy(start, startGiven, target, offset, n);
            startGiven += n;
            return n;
        }
        return fetch(target, offset, length);
    }

    private int fetch(byte[] target, int offset, int length) throws IOException {
        try {
            int n = in.read(target, offset, (int) Math.min(length - 1L, maxBytes - count) + 1);
            count += Math.max(n, 0);
            if (count > maxBytes) {
                throw new IndexFormatException(
                        IndexFormatException.Kind.COMPRESSED_TOO_LARGE, count, "more than " + maxBytes + " bytes");
            }
            return n;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
