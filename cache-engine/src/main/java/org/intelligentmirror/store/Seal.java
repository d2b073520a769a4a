package org.intelligentmirror.store;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoField;

/**
 * The mark of a file that nobody wrote to since it was hashed: the fraction of its modification time, in whole
 * microseconds, follows from its digest. Whatever writes to a file moves that time, to one that agrees once in 10<sup>9
 * </sup>. A copy that keeps times keeps the seal; a file without it is hashed again and sealed.
 *
 * <p>It tells what was done to a file through its file system, not what a medium did to its bytes.
 */
final class Seal {
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private Seal() {}

    /** The sealed time in the second of {@code written}. */
    static FileTime on(FileTime written, Sha256 sha256) {
        return FileTime.from(Instant.ofEpochSecond(written.toInstant().getEpochSecond(), fraction(sha256)));
    }

    static boolean holds(FileTime modified, Sha256 sha256) {
        return modified.toInstant().get(ChronoField.NANO_OF_SECOND) == fraction(sha256);
    }

    private static int fraction(Sha256 sha256) {
        int start = ByteBuffer.wrap(sha256.toBytes()).getInt();
        return Integer.remainderUnsigned(start, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    }
}
