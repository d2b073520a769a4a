package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a line or of a header block in bytes that arrive piece by piece, looking at each byte once. Used by
 * one decoder; remembers how far it has looked until it finds an end.
 */
final class CrlfScanner {
    private int scanned;

    /**
     * Bytes before the CRLF of the line that begins at the reader index, or -1 if its end is not here yet.
     *
     * @throws IcapProtocolException 400 if the line is longer than {@code maxBytes} or holds a bare CR, LF or a NUL
     */
    int line(ByteBuf in, int maxBytes, String what) throws IcapProtocolException {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        for (int i = scanned; i < readable; i++) {
            byte b = in.getByte(start + i);
            if (b == '\n') {
                if (i == 0 || in.getByte(start + i - 1) != '\r') {
                    throw IcapProtocolException.bad("a " + what + " that ends in a bare LF");
                }
                int length = i - 1;
                checkLength(length, maxBytes, what);
                scanned = 0;
                return length;
            }
            if (b == 0 || (i > 0 && in.getByte(start + i - 1) == '\r')) {
                throw IcapProtocolException.bad("a " + what + " with a bare CR or a NUL");
            }
            checkLength(b == '\r' ? i : i + 1, maxBytes, what);
        }
        scanned = readable;
        return -1;
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
