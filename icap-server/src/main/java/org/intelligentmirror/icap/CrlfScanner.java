package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Finds the end of a line or of a header block in bytes that arrive piece by piece, looking at each byte once. Used by
 * one decoder; remembers how far it has looked until it finds an end.
 */
final class CrlfScanner {
    private final ByteProcessor plainByte = this::isPlain;
    private int scanned;
    /** The last byte of the line so far that was looked at; 0 before its first. */
    private byte previous;

    /**
     * Bytes before the CRLF of the line that begins at the reader index, or -1 if its end is not here yet.
     *
     * @throws IcapProtocolException 400 if the line is longer than {@code maxBytes} or holds a bare CR, LF or a NUL
     */
    int line(ByteBuf in, int maxBytes, String what) throws IcapProtocolException {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (scanned == readable) {
            return -1;
        }
        int stop = in.forEachByte(start + scanned, readable - scanned, plainByte);
        int before = stop < 0 ? readable : stop - start;
        boolean endsInCr = previous == '\r';
        checkLength(endsInCr ? before - 1 : before, maxBytes, what);
        if (stop < 0) {
            scanned = readable;
            return -1;
        }
        boolean isLf = in.getByte(stop) == '\n';
        if (!isLf || !endsInCr) {
            throw IcapProtocolException.bad(
                    "a " + what + (isLf ? " that ends in a bare LF" : " with a bare CR or a NUL"));
        }
        scanned = 0;
        previous = 0;
        return before - 1;
    }

    private boolean isPlain(byte b) {
        if (b == '\n' || b == 0 || previous == '\r') {
            return false;
        }
        previous = b;
        return true;
    }

    /**
     * Bytes of the block that begins at the reader index, through its empty line, or -1 if its end is not here yet.
     *
     * @throws IcapProtocolException 400 if the block is longer than {@code maxBytes}
     */
    int block(ByteBuf in, int maxBytes, String what) throws IcapProtocolException {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        for (int i = scanned; i < readable; i++) {
            checkLength(i + 1, maxBytes, what);
            if (in.getByte(start + i) != '\n') {
                continue;
            }
            if (i == 0 || in.getByte(start + i - 1) != '\r') {
                throw IcapProtocolException.bad("a " + what + " with a line that ends in a bare LF");
            }
            if (i == 1 || (i >= 3 && in.getByte(start + i - 2) == '\n')) {
                scanned = 0;
                return i + 1;
            }
        }
        scanned = readable;
        return -1;
    }

    private static void checkLength(int length, int maxBytes, String what) throws IcapProtocolException {
        if (length > maxBytes) {
            throw IcapProtocolException.bad("a " + what + " of more than " + maxBytes + " bytes");
        }
    }
}
