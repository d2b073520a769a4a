package org.intelligentmirror.icap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * An encapsulated HTTP head: its exact bytes, for echoing, and what they say. A head this server cannot read is kept as
 * {@link Unreadable}, since the framing does not depend on it and the message can still pass.
 */
@SuppressWarnings("ArrayRecordComponent") // heads are never compared
public sealed interface HttpHead {
    /** The bytes as they came, final empty line included. Not to be changed. */
    byte[] raw();

    /** A request head; {@code target} is an absolute URL in what Squid sends. */
    record Request(byte[] raw, String method, String target, HeaderFields headers) implements HttpHead {
        /** The bytes of this head without the fields of these names, everything else untouched. */
        public byte[] rawWithout(Set<String> lowerCaseNames) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream(raw.length);
            boolean dropping = false;
            int at = 0;
            while (at < raw.length) {
                int end = at;
                while (raw[end] != '\n') {
                    end++;
                }
                boolean continues = at > 0 && (raw[at] == ' ' || raw[at] == '\t');
                if (!continues) {
                    String line = new String(raw, at, end - at, StandardCharsets.ISO_8859_1);
                    int colon = line.indexOf(':');
                    dropping = at > 0
                            && colon > 0
                            && lowerCaseNames.contains(line.substring(0, colon).toLowerCase(Locale.ROOT));
                }
                if (!dropping) {
                    kept.write(raw, at, end - at + 1);
                }
                at = end + 1;
            }
            return kept.toByteArray();
        }
    }

    /** A response head; {@code status} is 100 to 999. */
    record Response(byte[] raw, int status, HeaderFields headers) implements HttpHead {}

    /** Bytes that are no HTTP head. */
    record Unreadable(byte[] raw) implements HttpHead {}

    /** Reads a request head. */
    static HttpHead request(byte[] raw, IcapLimits limits) {
        int end = startLineEnd(raw);
        if (end < 0) {
            return new Unreadable(raw);
        }
        String[] parts = new String(raw, 0, end, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (parts.length != 3 || !isHttpVersion(parts[2]) || parts[0].isEmpty() || parts[1].isEmpty()) {
            return new Unreadable(raw);
        }
        try {
            return new Request(raw, parts[0], parts[1], fields(raw, end, limits));
        } catch (IcapProtocolException e) {
            return new Unreadable(raw);
        }
    }

    /** Reads a response head. */
    static HttpHead response(byte[] raw, IcapLimits limits) {
        int end = startLineEnd(raw);
        if (end < 0) {
            return new Unreadable(raw);
        }
        String line = new String(raw, 0, end, StandardCharsets.ISO_8859_1);
        // HTTP-version SP status-code [SP reason-phrase]
        if (line.length() < 12 || !isHttpVersion(line.substring(0, 8)) || line.charAt(8) != ' ') {
            return new Unreadable(raw);
        }
        String code = line.substring(9, 12);
        boolean codeEnds = line.length() == 12 || line.charAt(12) == ' ';
        if (!codeEnds || !code.chars().allMatch(c -> c >= '0' && c <= '9') || code.charAt(0) == '0') {
            return new Unreadable(raw);
        }
        try {
            return new Response(raw, Integer.parseInt(code), fields(raw, end, limits));
        } catch (IcapProtocolException e) {
            return new Unreadable(raw);
        }
    }

    private static HeaderFields fields(byte[] raw, int lineEnd, IcapLimits limits) throws IcapProtocolException {
        return HeaderFields.parse(raw, lineEnd + 2, raw.length, limits.headerFields());
    }

    private static int startLineEnd(byte[] raw) {
        for (int i = 0; i + 1 < raw.length; i++) {
            if (raw[i] == '\r' && raw[i + 1] == '\n') {
                return i;
            }
            if (raw[i] < ' ' && raw[i] >= 0) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isHttpVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && Character.isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && Character.isDigit(text.charAt(7));
    }
}
