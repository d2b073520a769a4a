package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One body of known length on its way into the store, and who reads it meanwhile.
 *
 * <pre>
 *   NEW ──(its first bytes are what they should be)──→ OPEN ──(all bytes, and the proof)──→ STORED
 *    └───────────(refused, a fault, nothing brings the rest)──┴───────────────────────────→ FAILED
 * </pre>
 *
 * <p>Bytes come from feeds: the leader (a capture of what a client downloads) and, beside or after it, fetches. Each
 * feed knows its own offset. What continues the file is appended; what is there already is compared with it, never
 * skipped. So whichever feed is ahead writes, and hashing follows the order of the bytes.
 *
 * <p>Locks. {@code pen} is held to write, compare and end: I/O happens under it, so event loops and the timer never
 * take it. {@code lock} guards the state, the joiners and their wake-ups: nothing blocks and no foreign code runs under
 * it. Whoever holds both took the pen first. The state changes with both held, so a writer knows it without the lock.
 *
 * <p>Joiners read the file through descriptors of their own. Its last bytes are withheld until it is STORED, so nobody
 * has a whole body that was not proven.
 */
final class Arrival {
    /** Bytes at the end that joiners get only once the body is stored; a shorter body is withheld altogether. */
    static final long WITHHELD = 64 << 10;

    private static final int COMPARE_BUFFER = 64 << 10;

    private enum State {
        NEW,
        OPEN,
        STORED,
        FAILED
    }

    private final CaptureRequest request;
    private final CaptureSink sink;
    private final Arrivals arrivals;
    private final long length;
    private final Instant receivedAt;
    private final CompletableFuture<CaptureOutcome> outcome = new CompletableFuture<>();

    private final ReentrantLock pen = new ReentrantLock();
    /** Guarded by the pen. */
    private @Nullable FileChannel readBack;

    private final Relief relief;
    /** Written by the leader only. */
    private volatile long leaderOffset;

    private final Object lock = new Object();
    private final Set<Joiner> joiners = new LinkedHashSet<>();
    private final Map<Joiner, Runnable> sleepers = new LinkedHashMap<>();
    private volatile State state = State.NEW;
    private volatile long written;
    private volatile boolean committing;
    private volatile @Nullable CaptureOutcome ended;

    Arrival(CaptureRequest request, CaptureSink sink, Arrivals arrivals, Instant receivedAt) {
        this.request = request;
        this.sink = sink;
        this.arrivals = arrivals;
        this.length = request.contentLength().orElseThrow();
        this.receivedAt = receivedAt;
        this.relief = new Relief(this, arrivals);
    }

    CaptureRequest request() {
        return request;
    }

    long length() {
        return length;
    }

    Instant receivedAt() {
        return receivedAt;
    }

    /** The digest the bytes will be judged by, if there is one; known once it is open. */
    Optional<String> identity() {
        return sink.identity();
    }

    /** Completes, never exceptionally, when it has ended and its temp file is gone. */
    CompletionStage<CaptureOutcome> outcome() {
        return outcome;
    }

    /** Whether it can be read and somebody brings the rest. */
    boolean isJoinable() {
        return state == State.OPEN && relief.isSupplied();
    }

    /**
     * Whether it cannot be joined any more only because its bytes are on their way into the index: whoever looks again
     * after the {@link #outcome} finds them there.
     */
    boolean isCommitting() {
        return committing && ended == null;
    }

    long written() {
        return written;
    }

    // ---- joiners

    /** Seats a reader; empty if the body cannot be read (any more). Blocks. */
    Optional<Joiner> join(Locator locator) {
        FileChannel channel;
        try {
            if (!isJoinable()) {
                return Optional.empty();
            }
            channel = sink.openWritten();
        } catch (IOException e) {
            // It ended meanwhile and its file has another name, or none.
            return Optional.empty();
        }
        Joiner joiner = new Joiner(this, locator, headersFor(locator), channel);
        boolean seated;
        synchronized (lock) {
            seated = state != State.FAILED && arrivals.takeSeat();
            if (seated) {
                joiners.add(joiner);
            }
        }
        if (!seated) {
            joiner.close();
            return Optional.empty();
        }
        return Optional.of(joiner);
    }

    private ReplyHeaders headersFor(Locator locator) {
        Locator source = request.locator();
        boolean counts =
                locator.equals(source) || arrivals.catalog().united(locator).contains(source);
        return counts ? request.headers() : request.headers().withoutValidators();
    }

    long readable() {
        return switch (state) {
            case NEW, FAILED -> 0;
            case OPEN -> Math.max(0, Math.min(written, length - WITHHELD));
            case STORED -> length;
        };
    }

    Optional<CaptureOutcome> end() {
        return Optional.ofNullable(ended);
    }

    boolean awaitMore(Joiner joiner, long seen, Runnable wake) {
        synchronized (lock) {
            if (ended != null || readable() > seen || !joiners.contains(joiner)) {
                return false;
            }
            sleepers.put(joiner, wake);
        }
        relief.joinerWaits();
        return true;
    }

    boolean hasJoiners() {
        synchronized (lock) {
            return !joiners.isEmpty();
        }
    }

    /** Whether somebody has read all there is. */
    boolean joinersWait() {
        synchronized (lock) {
            return !sleepers.isEmpty();
        }
    }

    Set<Locator> joinersLocators() {
        Set<Locator> locators = new LinkedHashSet<>();
        synchronized (lock) {
            joiners.forEach(joiner -> locators.add(joiner.locator()));
        }
        return locators;
    }

    void left(Joiner joiner) {
        boolean was;
        synchronized (lock) {
            sleepers.remove(joiner);
            was = joiners.remove(joiner);
        }
        if (was) {
            arrivals.giveSeatBack();
            relief.joinerLeft();
        }
    }

    private List<Runnable> takeSleepers() {
        List<Runnable> wakes = new ArrayList<>(sleepers.values());
        sleepers.clear();
        return wakes;
    }

    // ---- feeds

    /**
     * Takes bytes of the body that begin at {@code offset}, which is at most what is written. Blocks.
     *
     * @return why the feed they came from must end; empty if it may go on
     */
    Optional<NotStored> take(long offset, ByteBuffer bytes) {
        pen.lock();
        try {
            if (ended != null) {
                return ended instanceof CaptureOutcome.Dropped dropped ? Optional.of(dropped.why()) : Optional.empty();
            }
            if (!agrees(offset, bytes)) {
                return Optional.of(NotStored.CHANGED);
            }
            if (!bytes.hasRemaining()) {
                return Optional.empty();
            }
            Optional<NotStored> refusal = sink.accept(bytes);
            if (refusal.isEmpty()) {
                grew();
            } else {
                settle(new CaptureOutcome.Dropped(refusal.get()));
            }
            return refusal;
        } catch (StoreException | IOException | RuntimeException e) {
            NotStored why = arrivals.fault("a capture could not be written", e);
            settle(new CaptureOutcome.Dropped(why));
            return Optional.of(why);
        } finally {
            pen.unlock();
        }
    }

    /** The leader's own bytes, from the first on; otherwise as {@link #take}. */
    Optional<NotStored> lead(ByteBuffer bytes) {
        long begin = leaderOffset;
        long end = begin + bytes.remaining();
        Optional<NotStored> refused = take(begin, bytes);
        leaderOffset = end;
        refused.ifPresent(this::differed);
        return refused;
    }

    /** Bytes the leader has brought, those compared included. */
    long leaderOffset() {
        return leaderOffset;
    }

    /** A feed was refused. If its bytes were others and no digest tells which are right, nobody can have either. */
    void differed(NotStored refusal) {
        if (refusal == NotStored.CHANGED && identity().isEmpty()) {
            fail(refusal);
        }
    }

    /** The leader ends before the body. Blocks. */
    CaptureOutcome leaderBroke(NotStored why) {
        pen.lock();
        try {
            if (ended != null) {
                return ended;
            }
            if (written == length && state == State.OPEN && why == NotStored.CUT) {
                return finish();
            }
            return relief.leaderGone(why) ? new CaptureOutcome.Dropped(why) : fail(why);
        } finally {
            pen.unlock();
        }
    }

    /** Compares what is there already with the bytes at the same place, and consumes those. */
    private boolean agrees(long offset, ByteBuffer bytes) throws IOException {
        int known = (int) Math.min(written - offset, bytes.remaining());
        if (known <= 0) {
            return true;
        }
        FileChannel file = readBack == null ? sink.openWritten() : readBack;
        readBack = file;
        ByteBuffer there = ByteBuffer.allocate(Math.min(known, COMPARE_BUFFER));
        long at = offset;
        for (int left = known; left > 0; left -= there.limit()) {
            there.clear().limit(Math.min(left, there.capacity()));
            while (there.hasRemaining()) {
                if (file.read(there, at + there.position()) < 0) {
                    throw new IOException("the temp file is shorter than what was written to it");
                }
            }
            ByteBuffer here = bytes.slice(bytes.position(), there.limit());
            if (!there.flip().equals(here)) {
                return false;
            }
            at += there.limit();
            bytes.position(bytes.position() + there.limit());
        }
        return true;
    }

    private void grew() {
        boolean opens;
        List<Runnable> wakes;
        synchronized (lock) {
            long before = readable();
            written = sink.written();
            opens = state == State.NEW && sink.isJudged();
            if (opens) {
                state = State.OPEN;
            }
            wakes = readable() > before ? takeSleepers() : List.of();
        }
        if (opens) {
            arrivals.opened(this);
        }
        wakes.forEach(Runnable::run);
    }

    /** All bytes are here: stores them if they are what they should be. Blocks. */
    CaptureOutcome finish() {
        pen.lock();
        try {
            if (ended != null) {
                return ended;
            }
            committing = true;
            CaptureOutcome result;
            try {
                result = sink.finish();
            } catch (StoreException | RuntimeException e) {
                result = new CaptureOutcome.Dropped(arrivals.fault("a capture could not be committed", e));
            }
            settle(result);
            return result;
        } finally {
            pen.unlock();
        }
    }

    /** Ends it, unless it has ended, without storing anything. Blocks. */
    CaptureOutcome fail(NotStored why) {
        pen.lock();
        try {
            CaptureOutcome before = ended;
            if (before != null) {
                return before;
            }
            CaptureOutcome result = new CaptureOutcome.Dropped(why);
            settle(result);
            return result;
        } finally {
            pen.unlock();
        }
    }

    /** With the pen. Who looks for it from now on finds what was stored, or nothing. */
    private void settle(CaptureOutcome result) {
        sink.close();
        closeReadBack();
        arrivals.ending();
        List<Runnable> wakes;
        synchronized (lock) {
            ended = result;
            state = result instanceof CaptureOutcome.Stored ? State.STORED : State.FAILED;
            wakes = takeSleepers();
        }
        relief.stop();
        arrivals.ended(this);
        wakes.forEach(Runnable::run);
        outcome.complete(result);
    }

    private void closeReadBack() {
        if (readBack != null) {
            try {
                readBack.close();
            } catch (IOException e) {
                // Only opened to compare.
            }
            readBack = null;
        }
    }
}
