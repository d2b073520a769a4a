package org.intelligentmirror.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * A record as a line of text: {@code <crc32c> <length> <word>[ <field>…]}, fields separated by tabs.
 *
 * <p>The checksum, eight hexadecimal digits, and the length, decimal, are those of the bytes from the word to before
 * the newline, in UTF-8. In a field {@code \t}, {@code \n}, {@code \r}, {@code \0} and {@code \\} are escaped;
 * {@code \-} is a field that is absent. So a line never holds a newline of its own, and reading can go on at the next
 * one whatever came before it. Times are milliseconds since 1970.
 */
final class RecordLine {
    /** Longest line read; what is written is far below it: a URL has at most 8 KiB. */
    static final int MAX_BYTES = 65_536;

    private static final int CRC_DIGITS = 8;
    private static final String ABSENT = "\\-";

    private RecordLine() {}

    /** The line, its newline included. */
    static byte[] format(JournalRecord entry) {
        byte[] body = String.join("\t", fields(entry)).getBytes(StandardCharsets.UTF_8);
        byte[] start = (HexFormat.of().toHexDigits((int) crc(body, 0, body.length)) + " " + body.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[start.length + body.length + 1];
        System.arraycopy(start, 0, line, 0, start.length);
        System.arraycopy(body, 0, line, start.length, body.length);
        line[line.length - 1] = '\n';
        if (line.length > MAX_BYTES) {
            throw new IllegalArgumentException("a record of " + line.length + " bytes");
        }
        return line;
    }

    private static List<String> fields(JournalRecord entry) {
        List<String> fields = new ArrayList<>();
        if (entry instanceof JournalRecord.Stored stored) {
            add(fields, "stored", stored.sha256(), escape(stored.type()), escape(stored.name()), stored.length());
            add(fields, stored.committedAt().toEpochMilli(), stored.lastUsedAt().toEpochMilli(), stored.hits());
        } else if (entry instanceof JournalRecord.Bound bound) {
            ReplyHeaders headers = bound.headers();
            add(fields, "bound", bound.sha256(), escape(bound.url()));
            add(fields, bound.capturedAt().toEpochMilli(), bound.evidenceRank());
            add(fields, optional(headers.contentType()), optional(headers.lastModified()));
            add(fields, optional(headers.etag()), optional(headers.acceptRanges()));
            add(fields, headers.date().toEpochMilli(), headers.initialAge());
        } else if (entry instanceof JournalRecord.Forgotten forgotten) {
            add(fields, "forgotten", forgotten.sha256());
        } else if (entry instanceof JournalRecord.Alias alias) {
            add(fields, "alias", alias.sha256(), escape(alias.sha512()));
        } else if (entry instanceof JournalRecord.Pinned pinned) {
            add(fields, "pinned", escape(pinned.kind()), escape(pinned.pattern()));
            add(fields, pinned.pinnedAt().toEpochMilli());
        } else if (entry instanceof JournalRecord.Unpinned unpinned) {
            add(fields, "unpinned", escape(unpinned.kind()), escape(unpinned.pattern()));
        } else {
            throw new IllegalArgumentException("no form for " + entry.getClass());
        }
        return fields;
    }

    private static void add(List<String> fields, Object... values) {
        for (Object value : values) {
            fields.add(value.toString());
        }
    }

    /** The record of a line without its newline; empty if the line is damaged or of no kind known. */
    static Optional<JournalRecord> parse(byte[] bytes, int from, int to) {
        int firstSpace = from + CRC_DIGITS;
        if (to - from < CRC_DIGITS + 4 || bytes[firstSpace] != ' ') {
            return Optional.empty();
        }
        int body = firstSpace + 1;
        while (body < to && bytes[body] != ' ') {
            body++;
        }
        body++;
        try {
            String crc = new String(bytes, from, CRC_DIGITS, StandardCharsets.US_ASCII);
            String length = new String(bytes, firstSpace + 1, body - firstSpace - 2, StandardCharsets.US_ASCII);
            if (Integer.parseInt(length) != to - body || HexFormat.fromHexDigitsToLong(crc) != crc(bytes, body, to)) {
                return Optional.empty();
            }
            String text = new String(bytes, body, to - body, StandardCharsets.UTF_8);
            return record(text.split("\t", -1));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A word this server does not know is as good as damage. */
    private static Optional<JournalRecord> record(String... fields) {
        return switch (fields[0] + "/" + fields.length) {
            case "stored/8" ->
                Optional.of(new JournalRecord.Stored(
                        digest(fields[1]),
                        unescape(fields[2]),
                        unescape(fields[3]),
                        Long.parseLong(fields[4]),
                        time(fields[5]),
                        time(fields[6]),
                        Long.parseLong(fields[7])));
            case "bound/11" ->
                Optional.of(new JournalRecord.Bound(
                        digest(fields[1]),
                        unescape(fields[2]),
                        time(fields[3]),
                        Integer.parseInt(fields[4]),
                        new ReplyHeaders(
                                present(fields[5]),
                                present(fields[6]),
                                present(fields[7]),
                                present(fields[8]),
                                time(fields[9]),
                                Long.parseLong(fields[10]))));
            case "forgotten/2" -> Optional.of(new JournalRecord.Forgotten(digest(fields[1])));
            case "alias/3" -> Optional.of(new JournalRecord.Alias(unescape(fields[2]), digest(fields[1])));
            case "pinned/4" ->
                Optional.of(new JournalRecord.Pinned(unescape(fields[1]), unescape(fields[2]), time(fields[3])));
            case "unpinned/3" -> Optional.of(new JournalRecord.Unpinned(unescape(fields[1]), unescape(fields[2])));
            default -> Optional.empty();
        };
    }

    private static Sha256 digest(String hex) {
        return Sha256.parse(hex).orElseThrow(() -> new IllegalArgumentException("no digest"));
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static String optional(Optional<String> text) {
        return text.map(RecordLine::escape).orElse(ABSENT);
    }

    private static Optional<String> present(String field) {
        return field.equals(ABSENT) ? Optional.empty() : Optional.of(unescape(field));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\0' -> escaped.append("\\0");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        int next = 0;
        while (next < field.length()) {
            char c = field.charAt(next++);
            text.append(c == '\\' ? escaped(next < field.length() ? field.charAt(next++) : ' ') : c);
        }
        return text.toString();
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> throw new IllegalArgumentException("an escape that has no meaning");
        };
    }

    private static long crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }
}
