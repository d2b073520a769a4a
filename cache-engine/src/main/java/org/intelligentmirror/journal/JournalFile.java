package org.intelligentmirror.journal;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the journal, {@code <epoch>-<part>.snapshot} or {@code .log}. An epoch begins with a snapshot, what was
 * true of the store while it was written, and goes on with a log of what happened since that began.
 */
record JournalFile(long epoch, boolean snapshot, long part) implements Comparable<JournalFile> {
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})\\.(snapshot|log)");
    private static final Comparator<JournalFile> ORDER = Comparator.comparingLong(JournalFile::epoch)
            .thenComparing(JournalFile::snapshot, Comparator.reverseOrder())
            .thenComparingLong(JournalFile::part);

    /** The file so named; empty for a stranger's. */
    static Optional<JournalFile> of(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        return matcher.matches()
                ? Optional.of(new JournalFile(
                        Long.parseLong(matcher.group(1)),
                        matcher.group(3).equals("snapshot"),
                        Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    String fileName() {
        return "%06d-%06d.%s".formatted(epoch, part, snapshot ? "snapshot" : "log");
    }

    /** In the order in which they are read. */
    @Override
    public int compareTo(JournalFile other) {
        return ORDER.compare(this, other);
    }
}
