package org.intelligentmirror.repository;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of a zchunk file, version 1, without optional features: a header that lists the chunks, a dictionary, and
 * the chunks, each compressed by itself. Of what it says of itself, the checksums of header and chunks are verified.
 *
 * <p>A number is written seven bits a byte, the lowest first, and ends with the byte whose highest bit is set.
 * <pre>
 * lead      0 'Z' 'C' 'K' '1' · checksum type · length of the header · checksum of lead and header
 * header    checksum of the chunks · flags · compression · length of the index · index · signatures
 * index     checksum type · number of chunks · chunk…, the first being the dictionary
 * chunk     checksum of what is stored · its length · its length decompressed
 * </pre>
 */
final class ZchunkInput extends InputStream {
    /** Largest header; a list of 60,000 packages has one of a megabyte. */
    static final int MAX_HEADER_BYTES = 8 << 20;

    /** Largest dictionary, decompressed; real ones have a hundred kilobytes. */
    static final int MAX_DICTIONARY_BYTES = 1 << 20;

    private static final int UNCOMPRESSED = 0;
    private static final int ZSTD = 2;
    private static final int LAST_SHIFT = 56;

    /** Types of checksums, by their number. */
    private enum Sum {
        SHA1("SHA-1", 20),
        SHA256("SHA-256", 32),
        SHA512("SHA-512", 64),
        SHA512_128("SHA-512", 16);

        private final String algorithm;
        private final int length;

        Sum(String algorithm, int length) {
            this.algorithm = algorithm;
            this.length = length;
        }

        private MessageDigest digest() {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private boolean matches(MessageDigest digest, byte[] stated) {
            return Arrays.equals(Arrays.copyOf(digest.digest(), length), stated);
        }
    }

    private final InputStream in;
    private boolean opened;
    private boolean compressed;
    private Sum chunkSum = Sum.SHA256;
    private ByteBuffer index = ByteBuffer.allocate(0);
    private long chunksLeft;
    private @Nullable ZstdDictDecompress dictionary;
    private @Nullable Chunk chunk;

    ZchunkInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!opened) {
            opened = true;
            open();
        }
        while (true) {
            if (chunk == null) {
                chunk = next();
            }
            if (chunk == null) {
                return -1;
            }
            int n = chunk.read(target, offset, length);
            if (n > 0) {
                return n;
            }
            chunk.close();
            chunk = null;
        }
    }

    private void open() throws IOException {
        ByteArrayOutputStream lead = new ByteArrayOutputStream();
        lead.write(exactly(5));
        Sum sum = sumOf(leadNumber(lead));
        long length = leadNumber(lead);
        if (length > MAX_HEADER_BYTES) {
            throw new IOException("a header of " + length + " bytes");
        }
        byte[] stated = exactly(sum.length);
        byte[] header = exactly((int) length);
        MessageDigest digest = sum.digest();
        digest.update(lead.toByteArray());
        digest.update(header);
        if (!sum.matches(digest, stated)) {
            throw new IOException("another header than its checksum is of");
        }
        readHeader(ByteBuffer.wrap(header), sum);
    }

    /** What reaches past the header's end is a runtime exception, as of any decoder. */
    private void readHeader(ByteBuffer header, Sum sum) throws IOException {
        header.position(sum.length);
        if (number(header) != 0) {
            throw new IOException("optional features");
        }
        long compression = number(header);
        if (compression != UNCOMPRESSED && compression != ZSTD) {
            throw new IOException("compression " + compression);
        }
        compressed = compression == ZSTD;
        int length = Math.toIntExact(number(header));
        index = header.slice(header.position(), length);
        chunkSum = sumOf(number(index));
        chunksLeft = number(index);
        Chunk first = next();
        if (first != null) {
            byte[] bytes = first.readNBytes(MAX_DICTIONARY_BYTES + 1);
            first.close();
            if (bytes.length > MAX_DICTIONARY_BYTES) {
                throw new IOException("a dictionary of more than " + MAX_DICTIONARY_BYTES + " bytes");
            }
            dictionary = bytes.length == 0 ? null : new ZstdDictDecompress(bytes);
        }
    }

    /** The next chunk; null at the end of the file. */
    private @Nullable Chunk next() throws IOException {
        if (chunksLeft == 0) {
            if (in.read() >= 0) {
                throw new IOException("bytes after the last chunk");
            }
            return null;
        }
        chunksLeft--;
        byte[] stated = new byte[chunkSum.length];
        index.get(stated);
        return new Chunk(stated, number(index), number(index));
    }

    private long leadNumber(ByteArrayOutputStream lead) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 + LAST_SHIFT / 7);
        int b = 0;
        while (b < 0x80 && bytes.hasRemaining()) {
            b = exactly(1)[0] & 0xff;
            bytes.put((byte) b);
            lead.write(b);
        }
        return number(bytes.flip());
    }

    private static long number(ByteBuffer bytes) throws IOException {
        long value = 0;
        for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
            int b = bytes.get() & 0xff;
            value |= (b & 0x7fL) << shift;
            if (b >= 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 63 bits");
    }

    private static Sum sumOf(long type) throws IOException {
        if (type >= Sum.values().length) {
            throw new IOException("checksums of type " + type);
        }
        return Sum.values()[(int) type];
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("in the header");
        }
        return bytes;
    }

    /** Frees the decoder, and leaves the file open. */
    @Override
    public void close() throws IOException {
        if (chunk != null) {
            chunk.free();
            chunk = null;
        }
        if (dictionary != null) {
            dictionary.close();
            dictionary = null;
        }
    }

    /** One chunk, decompressed. Its end is right if {@link #close} says so. */
    private final class Chunk extends InputStream {
        private final byte[] stated;
        private final MessageDigest digest = chunkSum.digest();
        private final boolean empty;
        private final InputStream decoder;
        private long stored;
        private long plain;

        Chunk(byte[] stated, long stored, long plain) throws IOException {
            this.stated = stated;
            this.empty = stored == 0;
            this.stored = stored;
            this.plain = plain;
            this.decoder = compressed && !empty ? zstd() : new Stored();
        }

        private InputStream zstd() throws IOException {
            ZstdInputStreamNoFinalizer zstd =
                    new ZstdInputStreamNoFinalizer(new Stored(), RecyclingBufferPool.INSTANCE);
            zstd.setLongMax(Compression.ZSTD_WINDOW_LOG);
            return dictionary == null ? zstd : zstd.setDict(dictionary);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = decoder.read(target, offset, length);
            plain -= Math.max(n, 0);
            if (plain < 0) {
                throw new IOException("a chunk longer than its index says");
            }
            return n;
        }

        /** Ends it. An empty one, such as a dictionary that is not there, has no checksum. */
        @Override
        public void close() throws IOException {
            free();
            if (stored != 0 || plain != 0 || !(empty || chunkSum.matches(digest, stated))) {
                throw new IOException("another chunk than its index says");
            }
        }

        private void free() throws IOException {
            decoder.close();
        }

        /** The bytes of the file that are this chunk. */
        private final class Stored extends InputStream {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (stored == 0) {
                    return -1;
                }
                int n = in.read(target, offset, (int) Math.min(length, stored));
                if (n < 0) {
                    throw new EOFException("in a chunk");
                }
                digest.update(target, offset, n);
                stored -= n;
                return n;
            }
        }
    }
}
