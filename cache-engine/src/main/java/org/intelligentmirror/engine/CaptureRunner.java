package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets captures in or refuses them, and gives those that run what they share. Never blocks but for {@link #stop}. */
final class CaptureRunner {
    /** How long captures pause after the disk was full or failed. */
    static final Duration BACKOFF = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CaptureRunner.class);

    private final PackageVault vault;
    private final Map<String, TypeSettings> types;
    private final WorkerPool pool;
    private final CaptureLimits limits;
    private final Clock clock;
    private final FaultLog faults;
    private final Backoff backoff;
    private final InFlightTable inFlight;
    /** Never blocks: decides about stalls. */
    private final ScheduledThreadPoolExecutor timer = daemon("engine-timer");
    /** Cleans up after captures the pool had no room for; at most one task for each capture. */
    private final ScheduledThreadPoolExecutor cleaner = daemon("engine-cleaner");

    private volatile boolean stopping;

    CaptureRunner(
            PackageVault vault, Map<String, TypeSettings> types, WorkerPool pool, CaptureLimits limits, Clock clock) {
        this.vault = vault;
        this.types = Map.copyOf(types);
        this.pool = pool;
        this.limits = limits;
        this.clock = clock;
        this.faults = new FaultLog(clock);
        this.backoff = new Backoff(clock, BACKOFF);
        this.inFlight = new InFlightTable(limits.maxCaptures());
    }

    static ScheduledThreadPoolExecutor daemon(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    CaptureStream capture(CaptureRequest request, Runnable drained) {
        TypeSettings bounds = types.get(request.kind().type());
        if (stopping) {
            return new RefusedCapture(NotStored.STOPPING);
        }
        if (bounds == null || wrongSize(request, bounds)) {
            return new RefusedCapture(NotStored.SIZE);
        }
        if (request.contentLength().isEmpty()
                && UrlDigests.of(request.locator()).isEmpty()) {
            // Completeness could never be proven.
            return new RefusedCapture(NotStored.TRUNCATED);
        }
        if (backoff.isOn()) {
            return new RefusedCapture(NotStored.FULL);
        }
        if (!inFlight.takePlace()) {
            return new RefusedCapture(NotStored.OVERLOAD);
        }
        long room = vault.store().allocatedBytes(request.contentLength().orElse(1));
        Optional<Capacity.Reservation> reservation =
                vault.capacity().reserve(request.kind().type(), room);
        if (reservation.isEmpty()) {
            inFlight.givePlaceBack();
            return new RefusedCapture(NotStored.FULL);
        }
        CaptureSink sink = new CaptureSink(request, vault, reservation.get(), bounds, clock);
        long maxBytes = bounds.maxPackageBytes() == 0 ? Long.MAX_VALUE : bounds.maxPackageBytes();
        Capture capture = new Capture(request, sink, drained, this, maxBytes);
        inFlight.add(capture);
        if (stopping) {
            capture.abandon(NotStored.STOPPING);
        }
        return capture;
    }

    private static boolean wrongSize(CaptureRequest request, TypeSettings bounds) {
        if (request.contentLength().isEmpty()) {
            return false;
        }
        long length = request.contentLength().getAsLong();
        return length <= 0
                || length < bounds.minPackageBytes()
                || (bounds.maxPackageBytes() > 0 && length > bounds.maxPackageBytes());
    }

    boolean accepts() {
        return !stopping
                && !backoff.isOn()
                && inFlight.hasPlace()
                && vault.capacity().hasRoom();
    }

    InFlightTable inFlight() {
        return inFlight;
    }

    FaultLog faults() {
        return faults;
    }

    WorkerPool pool() {
        return pool;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    CaptureLimits limits() {
        return limits;
    }

    /** Reports a fault of the store, pauses captures, and says how the one that met it ends. */
    NotStored fault(String doing, Exception fault) {
        backoff.trip();
        faults.report(doing, fault);
        boolean full = fault instanceof StoreException store && store.kind() == StoreException.Kind.FULL;
        return full ? NotStored.FULL : NotStored.FAULT;
    }

    /** Runs foreign code on the pool; on the timer if the pool is full. */
    void callBack(Runnable drained) {
        if (!pool.tryExecute(drained)) {
            try {
                timer.execute(drained);
            } catch (RejectedExecutionException e) {
                drained.run();
            }
        }
    }

    void cleanUp(Runnable work) {
        if (!pool.tryExecute(work)) {
            cleaner.execute(work);
        }
    }

    void ended(Capture capture) {
        inFlight.remove(capture);
    }

    /** Ends every capture and waits for that, at most {@code patience}. */
    void stop(Duration patience) {
        stopping = true;
        CompletableFuture<?>[] outcomes = inFlight.all().stream()
                .map(capture -> {
                    capture.abandon(NotStored.STOPPING);
                    return capture.outcome().toCompletableFuture();
                })
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(outcomes).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} captures did not end in time", inFlight.size());
        }
        timer.shutdown();
        cleaner.shutdown();
    }
}
