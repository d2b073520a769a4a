package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.origin.FetchOrder;
import org.jspecify.annotations.Nullable;

/**
 * The fetcher's end of an {@link Arrival}.
 *
 * <p>Where the digest decides, any answer of the right length will do. Where none is known, a 206 must repeat the total
 * length and the strong validator; a 200 must have the same length, and what of it is here already is compared. The
 * methods are called by one thread at a time.
 */
final class FetchFeed implements FetchListener {
    private final Arrival arrival;
    private final FetchOrder order;
    private final boolean fromTheStart;
    private final BiConsumer<FetchFeed, FetchEnd> whenEnded;
    private volatile long offset;
    private volatile long began = -1;

    /**
     * @param fromTheStart whether an answer that begins before the bytes that are missing is of use
     * @param whenEnded told once, unless the body is whole
     */
    FetchFeed(Arrival arrival, FetchOrder order, boolean fromTheStart, BiConsumer<FetchFeed, FetchEnd> whenEnded) {
        this.arrival = arrival;
        this.order = order;
        this.fromTheStart = fromTheStart;
        this.whenEnded = whenEnded;
    }

    /** Whether there was an answer, and it is of use. */
    boolean hasBegun() {
        return began >= 0;
    }

    /** Whether the last byte has come this way. */
    boolean isWhole() {
        return offset == arrival.length();
    }

    /** Bytes it has brought. */
    long brought() {
        return began < 0 ? 0 : offset - began;
    }

    @Override
    public boolean head(FetchHead head) {
        @Nullable String coding = head.fields().get("content-encoding");
        boolean plain = coding == null || coding.equalsIgnoreCase("identity");
        boolean ofUse =
                plain && head.firstByte() <= order.firstByte() && isSame(head) && (fromTheStart || isWhereAsked(head));
        if (ofUse) {
            offset = head.firstByte();
            began = offset;
        }
        return ofUse;
    }

    private boolean isWhereAsked(FetchHead head) {
        return head.firstByte() == order.firstByte();
    }

    private boolean isSame(FetchHead head) {
        if (head.totalLength().isPresent() && head.totalLength().getAsLong() != arrival.length()) {
            return false;
        }
        if (arrival.identity().isPresent()) {
            return true;
        }
        Optional<Validator> validator = Validator.of(arrival.request().headers());
        boolean validated = head.status() == 200
                || (validator.isPresent() && validator.get().isRepeatedBy(head.fields()));
        return head.totalLength().isPresent() && validated;
    }

    @Override
    public boolean bytes(ByteBuffer bytes) {
        long after = offset + bytes.remaining();
        if (after > arrival.length()) {
            return false;
        }
        Optional<NotStored> refused = arrival.take(offset, bytes);
        if (refused.isPresent()) {
            arrival.differed(refused.get());
            return false;
        }
        offset = after;
        if (after == arrival.length()) {
            arrival.finish();
        }
        return isWhole() || arrival.end().isEmpty();
    }

    @Override
    public void ended(FetchEnd how) {
        if (arrival.end().isEmpty()) {
            whenEnded.accept(this, how);
        }
    }
}
