package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was forced to the disk. After a clean stop, or a crash of the process alone, everything is there; after a power
 * loss (the boot id is another one) only blobs up to the sequence number are. Numbers, not times: clocks jump.
 *
 * @param bootId of the system that wrote the mark; empty if it has none
 * @param sequence number of the last blob known to be on the disk
 * @param clean whether the server stopped in order
 * @param journal everything recorded before this position is in the index, and both are on the disk
 */
public record SyncMark(String bootId, long sequence, boolean clean, JournalPosition journal) {
    /** Of a store that never had one. */
    public static final SyncMark NONE = new SyncMark("", 0, false, JournalPosition.START);

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Pattern FORM =
            Pattern.compile("boot=([0-9a-zA-Z-]{0,64})\nsequence=([0-9]{1,18})\nclean=(true|false)\n"
                    + "(?:journal=([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})\n)?");

    /** The id of this boot; empty where the system has none, which no other boot then equals. */
    public static String currentBootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether blobs past the sequence number may be torn, seen from the boot {@code currentBootId}. */
    public boolean distrusts(String currentBootId) {
        return !clean && (bootId.isEmpty() || !bootId.equals(currentBootId));
    }

    /** The mark in its file's form; anything else distrusts everything. */
    static SyncMark parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? new SyncMark(
                        matcher.group(1),
                        Long.parseLong(matcher.group(2)),
                        Boolean.parseBoolean(matcher.group(3)),
                        position(matcher))
                : NONE;
    }

    /** A mark of the first format names none. */
    private static JournalPosition position(Matcher matcher) {
        return matcher.group(4) == null
                ? JournalPosition.START
                : new JournalPosition(
                        Long.parseLong(matcher.group(4)),
                        Long.parseLong(matcher.group(5)),
                        Long.parseLong(matcher.group(6)));
    }

    String format() {
        return "boot=" + bootId + "\nsequence=" + sequence + "\nclean=" + clean + "\njournal=" + journal.epoch() + "-"
                + journal.part() + "-" + journal.offset() + "\n";
    }
}
