package org.intelligentmirror.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.policy.ByteRange;

/**
 * The frame of a {@code multipart/byteranges} body (RFC 9110 section 14.6): what stands before each part and after the
 * last.
 *
 * @param boundary what cannot occur in the parts: it is made of their own digest
 * @param partHeads one for each part, to be sent before its bytes
 * @param tail what ends the body
 * @param length bytes of the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
record Multipart(String boundary, List<byte[]> partHeads, byte[] tail, long length) {
    private static final int BOUNDARY_DIGITS = 32;

    /**
     * @param digest hexadecimal, of the whole representation
     * @param parts of it
     * @param length bytes in it
     */
    static Multipart of(String digest, List<ByteRange> parts, long length, Optional<String> contentType) {
        String boundary = "im-" + digest.substring(0, BOUNDARY_DIGITS);
        List<byte[]> heads = new ArrayList<>(parts.size());
        byte[] tail = bytes("\r\n--" + boundary + "--\r\n");
        long total = tail.length;
        for (ByteRange part : parts) {
            byte[] head = bytes("\r\n--" + boundary + "\r\n"
                    + contentType.map(type -> "Content-Type: " + type + "\r\n").orElse("")
                    + "Content-Range: " + contentRange(part, length) + "\r\n\r\n");
            heads.add(head);
            total += head.length + part.length();
        }
        return new Multipart(boundary, heads, tail, total);
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The value of Content-Range. */
    static String contentRange(ByteRange part, long length) {
        return "bytes " + part.first() + "-" + part.last() + "/" + length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
