package org.intelligentmirror.repository;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952), members one after the other up to the end of the stream.
 *
 * <p>The platform's own stream takes damage after a member for the end of the file, and others keep a header's file
 * name in memory whatever its length; here the one is an error and the other is skipped.
 */
final class GzipInput extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean inMember;
    private boolean ended;

    GzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!ended) {
            if (!inMember) {
                readHeader();
            }
            int n = inflate(target, offset, length);
            if (n > 0) {
                crc.update(target, offset, n);
                return n;
            }
            if (inflater.finished()) {
                readTrailer();
                ended = !fill();
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int n = inflater.inflate(target, offset, length);
            if (n == 0 && inflater.needsDictionary()) {
                throw new ZipException("a preset dictionary");
            }
            if (n == 0 && inflater.needsInput() && !inflater.finished()) {
                position = limit;
                require(fill());
                inflater.setInput(buffer, position, limit - position);
            }
            return n;
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        }
    }

    private void readHeader() throws IOException {
        int magic = next() | next() << 8;
        int method = next();
        int flags = next();
        if (magic != 0x8b1f || method != DEFLATE || (flags & FLAGS_RESERVED) != 0) {
            throw new ZipException("not a member of gzip");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        crc.reset();
        inflater.setInput(buffer, position, limit - position);
        inMember = true;
    }

    private void readTrailer() throws IOException {
        position = limit - inflater.getRemaining();
        long sum = nextWord();
        long length = nextWord();
        if (sum != crc.getValue() || length != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("wrong checksum");
        }
        inMember = false;
    }

    private long nextWord() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private int next() throws IOException {
        require(fill());
        return buffer[position++] & 0xff;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int c = 1;
        while (c != 0) {
            c = next();
        }
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static void require(boolean more) throws EOFException {
        if (!more) {
            throw new EOFException("gzip ends early");
        }
    }

    @Override
    public void close() {
        ended = true;
        inflater.end();
    }
}
