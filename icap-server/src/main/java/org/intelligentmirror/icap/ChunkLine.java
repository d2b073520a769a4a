package org.intelligentmirror.icap;

/**
 * A chunk-size line: {@code 1*HEXDIG *( BWS ";" BWS name [ "=" value ] )} (RFC 9112 section 7.1).
 *
 * @param size bytes in the chunk; 0 ends the body
 * @param ieof whether an extension is named {@code ieof} (RFC 3507 section 4.5)
 */
record ChunkLine(long size, boolean ieof) {
    /** Fifteen hexadecimal digits cannot overflow a long, and no body reaches 2^60 bytes. */
    private static final int MAX_SIGNIFICANT_DIGITS = 15;

    static ChunkLine parse(String line) throws IcapProtocolException {
        int at = 0;
        long size = 0;
        int significant = 0;
        while (at < line.length() && Character.digit(line.charAt(at), 16) >= 0 && line.charAt(at) < 0x80) {
            int digit = Character.digit(line.charAt(at), 16);
            if (digit != 0 || significant > 0) {
                significant++;
            }
            if (significant > MAX_SIGNIFICANT_DIGITS) {
                throw IcapProtocolException.bad("a chunk size of more than 15 digits");
            }
            size = size * 16 + digit;
            at++;
        }
        if (at == 0) {
            throw IcapProtocolException.bad("a chunk line without a size");
        }
        return new ChunkLine(size, extensions(line, at));
    }

    private static boolean extensions(String line, int start) throws IcapProtocolException {
        boolean ieof = false;
        int at = skipSpace(line, start);
        while (at < line.length()) {
            if (line.charAt(at) != ';') {
                throw IcapProtocolException.bad("a chunk size followed by something else than an extension");
            }
            at = skipSpace(line, at + 1);
            int nameEnd = tokenEnd(line, at);
            if (nameEnd == at) {
                throw IcapProtocolException.bad("a chunk extension without a name");
            }
            ieof |= line.substring(at, nameEnd).equalsIgnoreCase("ieof");
            at = skipSpace(line, nameEnd);
            if (at < line.length() && line.charAt(at) == '=') {
                at = skipSpace(line, valueEnd(line, skipSpace(line, at + 1)));
            }
        }
        return ieof;
    }

    private static int valueEnd(String line, int start) throws IcapProtocolException {
        if (start == line.length() || line.charAt(start) != '"') {
            int end = tokenEnd(line, start);
            if (end == start) {
                throw IcapProtocolException.bad("a chunk extension without its value");
            }
            return end;
        }
        for (int i = start + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                return i + 1;
            }
        }
        throw IcapProtocolException.bad("a chunk extension with an open quote");
    }

    private static int tokenEnd(String line, int start) {
        int at = start;
        while (at < line.length() && HeaderFields.isTokenChar(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipSpace(String line, int start) {
        int at = start;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
