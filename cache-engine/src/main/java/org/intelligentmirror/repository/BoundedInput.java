package org.intelligentmirror.repository;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;

/** The text of a file behind whatever compresses it, within bounds and with one kind of exception. */
final class BoundedInput extends InputStream {
    private static final String ZSTD_TRUNCATED = "Truncated source";

    private final SourceInput source;
    private final Optional<Compression> stated;
    private final IndexBounds bounds;
    private @Nullable InputStream decoder;
    private long count;
    private boolean ended;

    BoundedInput(SourceInput source, Optional<Compression> stated, IndexBounds bounds) {
        this.source = source;
        this.stated = stated;
        this.bounds = bounds;
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
        if (ended) {
            return -1;
        }
        int n = decode(target, offset, (int) Math.min(length - 1L, bounds.maxDecompressedBytes() - count) + 1);
        if (n < 0) {
            ended = true;
            return -1;
        }
        count += n;
        if (count > bounds.maxDecompressedBytes()) {
            throw fault(Kind.TOO_LARGE, "more than " + bounds.maxDecompressedBytes() + " bytes of text", null);
        }
        if (count > IndexBounds.RATIO_FREE_BYTES && (count - 1) / bounds.maxRatio() >= source.count()) {
            throw fault(Kind.RATIO_TOO_HIGH, "from " + source.count() + " bytes", null);
        }
        return n;
    }

    private int decode(byte[] target, int offset, int length) throws IOException {
        try {
            if (decoder == null) {
                decoder = openDecoder();
            }
            return decoder.read(target, offset, length);
        } catch (MemoryLimitException e) {
            throw fault(Kind.TOO_MUCH_MEMORY, "to decompress", e);
        } catch (IOException e) {
            throw translated(e);
        } catch (RuntimeException e) {
            // Decoders meet impossible states in damaged files and say so in their own ways.
            throw fault(Kind.CORRUPT, "not decodable", e);
        } catch (LinkageError e) {
            throw fault(Kind.UNSUPPORTED, "the decoder's native part does not load", e);
        }
    }

    private InputStream openDecoder() throws IOException {
        Compression found = source.sniff();
        if (stated.isPresent() && stated.get() != found) {
            throw fault(Kind.CORRUPT, "named " + stated.get() + ", but " + found, null);
        }
        return found.decoder(source);
    }

    private IOException translated(IOException e) {
        IOException own = source.failure();
        if (own != null && source.isOwnFailure(e)) {
            return own;
        }
        if (e instanceof IndexFormatException) {
            return e;
        }
        boolean cut = e instanceof EOFException || ZSTD_TRUNCATED.equals(e.getMessage());
        return fault(cut ? Kind.TRUNCATED : Kind.CORRUPT, "not decodable", e);
    }

    private IndexFormatException fault(Kind kind, String detail, @Nullable Throwable cause) {
        return cause == null
                ? new IndexFormatException(kind, count, detail)
                : new IndexFormatException(kind, count, detail, cause);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        if (decoder != null) {
            decoder.close();
        }
    }
}
