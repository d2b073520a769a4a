package org.intelligentmirror.fetch;

import java.util.function.LongSupplier;

/**
 * Shares a number of bytes a second among all orders, in the order they ask. A reservation is a place on one time line:
 * each begins where the one before it ends. Safe for any thread.
 */
final class RateLimit {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** How much unused time may be caught up with: pauses are never exact. */
    private static final long CATCH_UP_NANOS = NANOS_PER_SECOND / 10;

    private static final int SMALLEST_PIECE = 512;
    private static final int PIECES_PER_SECOND = 8;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;

    /** When the last byte reserved has passed. Guarded by this. */
    private long reservedUntil;

    /** A limit; 0 bytes a second is none. */
    RateLimit(long bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.reservedUntil = nanoTime.getAsLong();
    }

    /** How many bytes to ask for at once, so that no pause is long. */
    int pieceBytes() {
        return bytesPerSecond == 0
                ? FetchLimits.PIECE_BYTES
                : (int) Math.max(SMALLEST_PIECE, Math.min(FetchLimits.PIECE_BYTES, bytesPerSecond / PIECES_PER_SECOND));
    }

    /** Reserves {@code bytes}, at most {@link #pieceBytes}; the nanoseconds to wait before they are handed on. */
    synchronized long reserve(int bytes) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        if (reservedUntil - now < -CATCH_UP_NANOS) {
            reservedUntil = now - CATCH_UP_NANOS;
        }
        reservedUntil += bytes * NANOS_PER_SECOND / bytesPerSecond;
        return Math.max(0, reservedUntil - now);
    }
}
