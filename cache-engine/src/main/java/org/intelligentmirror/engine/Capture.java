package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A capture that runs.
 *
 * <pre>
 * caller (event loop)            worker (pool, one task at a time)     timer
 *   write → chunks ──────────────→ sink.accept, release
 *   complete / abandon ──────────→ sink.finish / nothing; settle       end(STALLED)
 * </pre>
 *
 * State is guarded by {@code lock}, under which nothing blocks and no foreign code runs. While {@code scheduled}, one
 * worker task exists and only it touches the sink. A capture ends once: by {@code ended}, or by the worker finishing a
 * completed body. Whoever ends it releases the waiting chunks at once; the chunk a worker holds is released by that
 * worker.
 */
final class Capture implements CaptureStream {
    /** Bytes a worker writes for one capture before others get their turn. */
    private static final long TURN_BYTES = 4L << 20;

    private record Chunk(ByteBuffer bytes, int size, Runnable release) {}

    private final Locator locator;
    private final OptionalLong announced;
    private final BodySink sink;
    private final Runnable drained;
    private final CaptureRunner runner;
    private final long maxBytes;
    private final CompletableFuture<CaptureOutcome> outcome = new CompletableFuture<>();

    private final Object lock = new Object();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long waitingBytes;
    private long received;
    private boolean saturated;
    private boolean completed;
    private boolean scheduled;
    private boolean stallWatched;
    private long progressNanos;
    private @Nullable NotStored ended;

    /**
     * @param announced bytes the origin announced
     * @param maxBytes largest body kept if none are announced
     */
    Capture(
            Locator locator,
            OptionalLong announced,
            BodySink sink,
            Runnable drained,
            CaptureRunner runner,
            long maxBytes) {
        this.locator = locator;
        this.announced = announced;
        this.sink = sink;
        this.drained = drained;
        this.runner = runner;
        this.maxBytes = maxBytes;
    }

    Locator locator() {
        return locator;
    }

    /** Whether so many bytes have arrived of a file with this decoded name. */
    boolean has(long bytes, String fileName) {
        synchronized (lock) {
            if (received != bytes) {
                return false;
            }
        }
        return locator().decodedFileName().equals(fileName);
    }

    /** Whether every byte is here and only the commit is missing. */
    boolean isWhole() {
        synchronized (lock) {
            boolean all = announced.isPresent() && received == announced.getAsLong();
            return ended == null && (completed || all);
        }
    }

    @Override
    public boolean write(ByteBuffer bytes, Runnable release) {
        int size = bytes.remaining();
        boolean taken = false;
        boolean start = false;
        boolean goOn = true;
        NotStored excess = null;
        synchronized (lock) {
            if (ended == null && !completed && size > 0) {
                received += size;
                excess = excess();
                if (excess == null) {
                    taken = true;
                    start = enqueue(new Chunk(bytes, size, release));
                    goOn = !saturated;
                }
            }
        }
        if (!taken) {
            release.run();
        }
        if (excess != null) {
            end(excess);
        }
        if (start) {
            start();
        }
        return goOn;
    }

    private boolean enqueue(Chunk chunk) {
        if (chunks.isEmpty() && !scheduled) {
            progressNanos = System.nanoTime();
        }
        chunks.add(chunk);
        waitingBytes += chunk.size();
        if (waitingBytes >= runner.limits().highWaterBytes()) {
            saturated = true;
            watchStall();
        }
        boolean start = !scheduled;
        scheduled = true;
        return start;
    }

    private @Nullable NotStored excess() {
        if (announced.isPresent()) {
            return received > announced.getAsLong() ? NotStored.TOO_LONG : null;
        }
        return received > maxBytes ? NotStored.SIZE : null;
    }

    @Override
    public void complete() {
        boolean start = false;
        NotStored failure = null;
        synchronized (lock) {
            if (ended != null || completed) {
                return;
            }
            if (announced.isPresent() && received < announced.getAsLong()) {
                failure = NotStored.TRUNCATED;
            } else {
                completed = true;
                start = !scheduled;
                scheduled = true;
            }
        }
        if (failure != null) {
            end(failure);
        } else if (start) {
            start();
        }
    }

    @Override
    public void abandon(NotStored why) {
        synchronized (lock) {
            if (completed) {
                return;
            }
        }
        end(why);
    }

    @Override
    public CompletionStage<CaptureOutcome> outcome() {
        return outcome.minimalCompletionStage();
    }

    /** Ends the capture for {@code why} unless it has ended: frees what waits, and has a worker clean up. */
    private void end(NotStored why) {
        List<Chunk> orphans;
        boolean wake;
        boolean start;
        synchronized (lock) {
            if (ended != null) {
                return;
            }
            ended = why;
            orphans = new ArrayList<>(chunks);
            chunks.clear();
            wake = saturated;
            saturated = false;
            start = !scheduled;
            scheduled = true;
        }
        orphans.forEach(chunk -> chunk.release().run());
        if (wake) {
            runner.callBack(drained);
        }
        if (start) {
            runner.cleanUp(this::work);
        }
    }

    private void start() {
        if (!runner.pool().tryExecute(this::work)) {
            synchronized (lock) {
                scheduled = false;
            }
            end(NotStored.OVERLOAD);
        }
    }

    private void work() {
        long turn = 0;
        while (true) {
            Chunk chunk;
            synchronized (lock) {
                chunk = ended == null ? chunks.poll() : null;
                if (chunk == null && ended == null && !completed) {
                    scheduled = false;
                    return;
                }
            }
            if (chunk == null) {
                settle();
                return;
            }
            process(chunk);
            turn += chunk.size();
            if (turn >= TURN_BYTES && runner.pool().tryExecute(this::work)) {
                return;
            }
        }
    }

    private void process(Chunk chunk) {
        Optional<NotStored> failure;
        try {
            failure = sink.accept(chunk.bytes());
        } catch (StoreException | RuntimeException e) {
            failure = Optional.of(runner.fault("a capture could not be written", e));
        } finally {
            chunk.release().run();
        }
        boolean wake;
        synchronized (lock) {
            waitingBytes -= chunk.size();
            progressNanos = System.nanoTime();
            wake = saturated && waitingBytes <= runner.limits().lowWaterBytes();
            if (wake) {
                saturated = false;
            }
        }
        if (wake) {
            drained.run();
        }
        failure.ifPresent(this::end);
    }

    /** The worker's last act. */
    private void settle() {
        CaptureOutcome result;
        NotStored why;
        synchronized (lock) {
            why = ended;
        }
        try {
            result = why == null ? sink.finish() : sink.broken(why);
        } catch (StoreException | RuntimeException e) {
            result = new CaptureOutcome.Dropped(runner.fault("a capture could not be committed", e));
        }
        sink.close();
        runner.ended(this);
        outcome.complete(result);
    }

    /** Called with {@code lock} held. */
    private void watchStall() {
        if (stallWatched) {
            return;
        }
        Duration left = runner.limits().stallAfter().minusNanos(System.nanoTime() - progressNanos);
        try {
            ScheduledFuture<?> unused =
                    runner.timer().schedule(this::checkStall, Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
            stallWatched = true;
        } catch (RejectedExecutionException e) {
            // The engine is closing and ends every capture by itself.
            stallWatched = false;
        }
    }

    private void checkStall() {
        boolean stalled;
        synchronized (lock) {
            stallWatched = false;
            if (!saturated || ended != null || completed) {
                return;
            }
            stalled = System.nanoTime() - progressNanos
                    >= runner.limits().stallAfter().toNanos();
            if (!stalled) {
                watchStall();
            }
        }
        if (stalled) {
            end(NotStored.STALLED);
        }
    }
}
