package org.intelligentmirror.eviction;

import java.util.Arrays;

/** Which slot a package's sequence has: open addressing with linear probing, 4 bytes an entry at half load. */
final class SequenceTable {
    private static final int EMPTY = -1;
    private static final int SMALLEST = 64;

    private int[] slots = filled(SMALLEST);
    private int size;

    /** Finds the slot among {@code sequences}, which are those of all slots; -1 if there is none. */
    int find(long sequence, long[] sequences) {
        for (int at = home(sequence); slots[at] != EMPTY; at = next(at)) {
            if (sequences[slots[at]] == sequence) {
                return slots[at];
            }
        }
        return EMPTY;
    }

    /** Adds a slot whose sequence is not in the table. */
    void put(int slot, long[] sequences) {
        if (++size * 2 > slots.length) {
            int[] old = slots;
            slots = filled(Math.multiplyExact(old.length, 2));
            for (int each : old) {
                if (each != EMPTY) {
                    insert(each, sequences);
                }
            }
        }
        insert(slot, sequences);
    }

    private void insert(int slot, long[] sequences) {
        int at = home(sequences[slot]);
        while (slots[at] != EMPTY) {
            at = next(at);
        }
        slots[at] = slot;
    }

    /** Removes a slot that is in the table, and moves up those that had to give way to it. */
    void remove(int slot, long[] sequences) {
        int hole = home(sequences[slot]);
        while (slots[hole] != slot) {
            hole = next(hole);
        }
        for (int at = next(hole); slots[at] != EMPTY; at = next(at)) {
            int wanted = home(sequences[slots[at]]);
            int mask = slots.length - 1;
            if (((at - wanted) & mask) >= ((at - hole) & mask)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = EMPTY;
        size--;
    }

    int size() {
        return size;
    }

    private int home(long sequence) {
        long mixed = sequence * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & (slots.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (slots.length - 1);
    }

    private static int[] filled(int length) {
        int[] empty = new int[length];
        Arrays.fill(empty, EMPTY);
        return empty;
    }
}
