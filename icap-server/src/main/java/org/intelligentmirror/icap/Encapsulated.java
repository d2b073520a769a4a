package org.intelligentmirror.icap;

import java.util.Locale;

/**
 * The {@code Encapsulated} header (RFC 3507 section 4.4.1): where the HTTP heads end and whether a body follows them.
 *
 * @param requestHeadBytes length of the HTTP request head; 0 if there is none
 * @param responseHeadBytes length of the HTTP response head; 0 if there is none
 * @param hasBody whether a chunked body follows the heads
 */
record Encapsulated(int requestHeadBytes, int responseHeadBytes, boolean hasBody) {
    /** No part at all: what OPTIONS may leave out. */
    static final Encapsulated NOTHING = new Encapsulated(0, 0, false);

    private static final int MAX_PARTS = 3;

    /** Reads the value for {@code method}; only the part lists of section 4.4.1 are legal, with offsets that grow. */
    static Encapsulated parse(String value, IcapMethod method, IcapLimits limits) throws IcapProtocolException {
        String[] parts = value.split(",", -1);
        if (parts.length > MAX_PARTS) {
            throw bad("lists more than " + MAX_PARTS + " parts");
        }
        int requestHead = 0;
        int responseHead = 0;
        String open = "";
        int openedAt = 0;
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                throw bad("has a part without an offset");
            }
            String name = parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT);
            int offset = offset(parts[i].substring(equals + 1).trim());
            if (i == 0 ? offset != 0 : offset <= openedAt) {
                throw bad("has offsets that do not begin at 0 and grow");
            }
            switch (open) {
                case "req-hdr" -> requestHead = bounded(offset - openedAt, limits);
                case "res-hdr" -> responseHead = bounded(offset - openedAt, limits);
                default -> {}
            }
            checkOrder(open, name, method, i == parts.length - 1);
            open = name;
            openedAt = offset;
        }
        return new Encapsulated(requestHead, responseHead, !open.equals("null-body"));
    }

    private static void checkOrder(String before, String name, IcapMethod method, boolean last)
            throws IcapProtocolException {
        boolean legal = switch (name) {
            case "req-hdr" -> !last && before.isEmpty() && method != IcapMethod.OPTIONS;
            case "res-hdr" -> !last && !before.equals("res-hdr") && method == IcapMethod.RESPMOD;
            case "req-body" -> last && method == IcapMethod.REQMOD;
            case "res-body" -> last && method == IcapMethod.RESPMOD;
            case "opt-body" -> last && method == IcapMethod.OPTIONS;
            case "null-body" -> last;
            default -> false;
        };
        if (!legal) {
            throw bad("has a part that does not belong there in " + method);
        }
    }

    private static int offset(String digits) throws IcapProtocolException {
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad("has an offset that is no number");
        }
        return Integer.parseInt(digits);
    }

    private static int bounded(int length, IcapLimits limits) throws IcapProtocolException {
        if (length > limits.httpHeadBytes()) {
            throw bad("announces an HTTP head of more than " + limits.httpHeadBytes() + " bytes");
        }
        return length;
    }

    private static IcapProtocolException bad(String what) {
        return IcapProtocolException.bad("Encapsulated " + what);
    }

    int headBytes() {
        return requestHeadBytes + responseHeadBytes;
    }
}
