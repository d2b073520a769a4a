package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.OriginFetcher;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets captures in or refuses them, and gives those that run what they share. Never blocks but for {@link #stop}. */
final class CaptureRunner {
    /** How long captures pause after the disk was full or failed. */
    static final Duration BACKOFF = Duration.ofSeconds(10);

    /** Largest index file read where the operator names no bound: a quarter of a million packages take 100 MB. */
    static final long MAX_INDEX_BYTES = 512L << 20;

    private static final TypeSettings NO_BOUNDS = new TypeSettings(false, 0, 0, 0);
    private static final Logger LOG = LoggerFactory.getLogger(CaptureRunner.class);

    private final PackageVault vault;
    private final Catalog catalog;
    private final Map<String, TypeSettings> types;
    private final WorkerPool pool;
    private final CaptureLimits limits;
    private final Clock clock;
    private final FaultLog faults;
    private final Evictor evictor;
    private final Backoff backoff;
    private final InFlightTable inFlight;
    private final Arrivals arrivals;
    /** Never blocks: decides about stalls. */
    private final ScheduledThreadPoolExecutor timer = daemon("engine-timer");
    /** Cleans up after captures the pool had no room for; at most one task for each capture. */
    private final ScheduledThreadPoolExecutor cleaner = daemon("engine-cleaner");

    private volatile boolean stopping;

    /** What captures work with. */
    record Means(PackageVault vault, Catalog catalog, WorkerPool pool, Clock clock) {}

    CaptureRunner(Means means, EngineSettings settings, CaptureLimits limits, OriginFetcher fetcher) {
        this.vault = means.vault();
        this.catalog = means.catalog();
        this.types = Map.copyOf(settings.types());
        this.pool = means.pool();
        this.limits = limits;
        this.clock = means.clock();
        this.faults = new FaultLog(clock);
        this.evictor = new Evictor(vault, faults, clock);
        this.backoff = new Backoff(clock, BACKOFF);
        this.inFlight = new InFlightTable(limits.maxCaptures());
        this.arrivals = new Arrivals(this, catalog, settings.arrivals(), fetcher, clock);
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
        if (!stopping && (bounds == null || wrongSize(request.contentLength(), bounds))) {
            return new RefusedCapture(NotStored.SIZE);
        }
        if (!stopping
                && request.contentLength().isEmpty()
                && UrlDigests.of(request.locator()).isEmpty()
                && !catalog.maySpeakOf(request.locator())) {
            // Completeness could never be proven.
            return new RefusedCapture(NotStored.TRUNCATED);
        }
        TypeSettings its = Objects.requireNonNullElse(bounds, NO_BOUNDS);
        Intake intake = new Intake(
                request.locator(), request.contentLength(), request.kind().type());
        CaptureStream stream = start(
                intake,
                its.maxPackageBytes() == 0 ? Long.MAX_VALUE : its.maxPackageBytes(),
                room -> sink(request, new CaptureSink(request, vault, catalog, room, its, clock)),
                drained);
        if (stream instanceof RefusedCapture) {
            arrivals.answered(request.locator());
        }
        return request.kind().type().equals(Kinds.indexType())
                ? new AnnouncedStream(stream, request.locator(), request.contentLength(), catalog, outcome -> {})
                : stream;
    }

    /** A body the fetcher brings of its own accord; empty if it is not let in. */
    Optional<Arrival> fetched(CaptureRequest request) {
        TypeSettings bounds = types.get(request.kind().type());
        if (bounds == null || wrongSize(request.contentLength(), bounds)) {
            return Optional.empty();
        }
        if (stopping || backoff.isOn() || !inFlight.takePlace()) {
            return Optional.empty();
        }
        Optional<CaptureRoom> room = room(request.kind().type(), request.contentLength());
        if (room.isEmpty()) {
            inFlight.givePlaceBack();
            return Optional.empty();
        }
        CaptureSink sink = new CaptureSink(request, vault, catalog, room.get(), bounds, clock);
        Arrival arrival = arrivals.begin(request, sink);
        arrivals.holdsPlace(arrival);
        if (stopping) {
            arrival.fail(NotStored.STOPPING);
        }
        return Optional.of(arrival);
    }

    /** A body of unknown length is never shared: its joiners could not be told it. */
    private BodySink sink(CaptureRequest request, CaptureSink sink) {
        if (request.contentLength().isPresent()) {
            return new LeaderSink(arrivals.begin(request, sink));
        }
        arrivals.answered(request.locator());
        return sink;
    }

    CaptureStream tap(TapRequest request, Runnable drained) {
        TypeSettings bounds = types.get(Kinds.indexType());
        CaptureStream stream;
        if (bounds == null || !bounds.enabled()) {
            stream = new RefusedCapture(NotStored.SIZE);
        } else {
            long maxBytes = bounds.maxPackageBytes() == 0 ? MAX_INDEX_BYTES : bounds.maxPackageBytes();
            boolean fits = request.contentLength().orElse(1) <= maxBytes
                    && request.contentLength().orElse(1) > 0;
            Intake intake = new Intake(request.locator(), request.contentLength(), Kinds.indexType());
            stream = fits
                    ? start(intake, maxBytes, room -> new TapSink(request, vault, catalog, room, clock), drained)
                    : new RefusedCapture(NotStored.SIZE);
        }
        return new AnnouncedStream(stream, request.locator(), request.contentLength(), catalog, outcome -> {
            // The client may have what was not kept.
            if (outcome instanceof CaptureOutcome.Dropped dropped) {
                catalog.unread(request.locator(), request.unread(dropped.why()));
            }
        });
    }

    /** What a body needs to be let in. */
    private record Intake(Locator locator, OptionalLong contentLength, String type) {}

    private CaptureStream start(Intake intake, long maxBytes, Function<CaptureRoom, BodySink> sink, Runnable drained) {
        if (stopping) {
            return new RefusedCapture(NotStored.STOPPING);
        }
        if (backoff.isOn()) {
            return new RefusedCapture(NotStored.FULL);
        }
        if (!inFlight.takePlace()) {
            return new RefusedCapture(NotStored.OVERLOAD);
        }
        Optional<CaptureRoom> room = room(intake.type(), intake.contentLength());
        if (room.isEmpty()) {
            inFlight.givePlaceBack();
            return new RefusedCapture(NotStored.FULL);
        }
        Capture capture =
                new Capture(intake.locator(), intake.contentLength(), sink.apply(room.get()), drained, this, maxBytes);
        inFlight.add(capture);
        if (stopping) {
            capture.abandon(NotStored.STOPPING);
        }
        return capture;
    }

    /** Reserves room; less than all of it if others will have to be evicted for the rest. */
    private Optional<CaptureRoom> room(String type, OptionalLong contentLength) {
        long bytes = vault.store().allocatedBytes(contentLength.orElse(1));
        Optional<Capacity.Reservation> reservation = vault.capacity().reserve(type, bytes);
        if (reservation.isEmpty() && evictor.mayMakeRoom(type, bytes)) {
            reservation = vault.capacity().reserve(type, 0);
        }
        return reservation.map(held -> new CaptureRoom(held, evictor));
    }

    private static boolean wrongSize(OptionalLong announced, TypeSettings bounds) {
        if (announced.isEmpty()) {
            return false;
        }
        long length = announced.getAsLong();
        return length <= 0
                || length < bounds.minPackageBytes()
                || (bounds.maxPackageBytes() > 0 && length > bounds.maxPackageBytes());
    }

    boolean accepts() {
        return !stopping && !backoff.isOn() && inFlight.hasPlace() && evictor.mayHaveRoom();
    }

    Arrivals arrivals() {
        return arrivals;
    }

    InFlightTable inFlight() {
        return inFlight;
    }

    Evictor evictor() {
        return evictor;
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
        arrivals.stop();
        timer.shutdown();
        cleaner.shutdown();
    }
}
