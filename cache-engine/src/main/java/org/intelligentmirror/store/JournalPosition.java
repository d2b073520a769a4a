package org.intelligentmirror.store;

import java.util.Comparator;

/**
 * A place between two records of the journal.
 *
 * @param epoch counts the times the journal was written anew
 * @param part counts the files of one epoch, from 1
 * @param offset in bytes
 */
public record JournalPosition(long epoch, long part, long offset) implements Comparable<JournalPosition> {
    /** Before everything. */
    public static final JournalPosition START = new JournalPosition(0, 0, 0);

    private static final Comparator<JournalPosition> ORDER = Comparator.comparingLong(JournalPosition::epoch)
            .thenComparingLong(JournalPosition::part)
            .thenComparingLong(JournalPosition::offset);

    @Override
    public int compareTo(JournalPosition other) {
        return ORDER.compare(this, other);
    }
}
