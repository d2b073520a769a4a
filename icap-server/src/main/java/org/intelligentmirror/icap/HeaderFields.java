package org.intelligentmirror.icap;

import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.policy.HeaderView;

/** The header fields of one message in the order they came. Immutable; names are compared without regard to case. */
public final class HeaderFields implements HeaderView {
    /** No fields. */
    public static final HeaderFields EMPTY = new HeaderFields(List.of());

    private final List<Field> fields;

    private HeaderFields(List<Field> fields) {
        this.fields = fields;
    }

    private record Field(String name, String value) {}

    @Override
    public List<String> all(String name) {
        List<String> found = null;
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                if (found == null) {
                    found = new ArrayList<>(1);
                }
                found.add(field.value);
            }
        }
        return found == null ? List.of() : found;
    }

    /** How many fields there are. */
    public int size() {
        return fields.size();
    }

    /**
     * Reads a header block: {@code name: value CRLF} lines, a line that begins with a space or tab continuing the one
     * before it (RFC 9112 section 5.2), the last one an empty line that ends exactly at {@code end}.
     *
     * @throws IcapProtocolException 400 if it is anything else, or has more than {@code maxFields} fields
     */
    static HeaderFields parse(byte[] block, int start, int end, int maxFields) throws IcapProtocolException {
        List<Field> fields = new ArrayList<>();
        int at = start;
        int lines = 0;
        while (true) {
            int lineEnd = lineEnd(block, at, end);
            if (lineEnd == at) {
                if (at + 2 != end) {
                    throw IcapProtocolException.bad("bytes after the end of a header block");
                }
                return new HeaderFields(List.copyOf(fields));
            }
            if (++lines > maxFields) {
                // Continuation lines count too: joining them costs more the more there are.
                throw IcapProtocolException.bad("more than " + maxFields + " header fields");
            }
            if (block[at] == ' ' || block[at] == '\t') {
                continueLast(fields, text(block, at, lineEnd));
            } else {
                fields.add(field(block, at, lineEnd));
            }
            at = lineEnd + 2;
        }
    }

    private static int lineEnd(byte[] block, int start, int end) throws IcapProtocolException {
        for (int i = start; i + 1 < end; i++) {
            byte b = block[i];
            if (b == '\r' && block[i + 1] == '\n') {
                return i;
            }
            if (b == '\r' || b == '\n' || b == 0) {
                throw IcapProtocolException.bad("a bare CR, LF or NUL in a header block");
            }
        }
        throw IcapProtocolException.bad("a header block without its final empty line");
    }

    private static void continueLast(List<Field> fields, String more) throws IcapProtocolException {
        if (fields.isEmpty()) {
            throw IcapProtocolException.bad("a header block that begins with a continuation line");
        }
        Field last = fields.remove(fields.size() - 1);
        fields.add(new Field(last.name, (last.value + " " + more).trim()));
    }

    private static Field field(byte[] block, int start, int end) throws IcapProtocolException {
        int colon = start;
        while (colon < end && block[colon] != ':') {
            if (!isTokenChar(block[colon])) {
                throw IcapProtocolException.bad("a header field name with an illegal character");
            }
            colon++;
        }
        if (colon == end || colon == start) {
            throw IcapProtocolException.bad("a header line without a field name");
        }
        return new Field(text(block, start, colon), text(block, colon + 1, end));
    }

    /** RFC 9110 section 5.6.2. */
    static boolean isTokenChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static String text(byte[] block, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && (block[from] == ' ' || block[from] == '\t')) {
            from++;
        }
        while (to > from && (block[to - 1] == ' ' || block[to - 1] == '\t')) {
            to--;
        }
        return new String(block, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** For tests and logs of field names only: values may be secret. */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }
}
