package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.OriginFetcher;

/**
 * The bodies that can be joined, by what they are asked for, and the requests that wait for one. Never blocks, but for
 * {@link #join}; safe for any thread.
 */
final class Arrivals {
    /** Joiners at once, over all bodies: each holds a descriptor. Further requests go upstream. */
    static final int MAX_JOINERS = 4096;

    /** Leaders overtaken at once. */
    static final int MAX_OVERTAKEN = 16;

    private final ConcurrentHashMap<ArrivalKey, Arrival> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger seats = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger overtaken = new AtomicInteger();
    private final Set<Arrival> running = ConcurrentHashMap.newKeySet();
    /** Those that hold a place of their own, since their leader is gone. */
    private final Set<Arrival> placed = ConcurrentHashMap.newKeySet();

    private final CaptureRunner runner;
    private final Catalog catalog;
    private final ArrivalSettings settings;
    private final OriginFetcher fetcher;
    private final Clock clock;
    private final Alarm alarm;
    private final LeadTable leads;

    Arrivals(CaptureRunner runner, Catalog catalog, ArrivalSettings settings, OriginFetcher fetcher, Clock clock) {
        this.runner = runner;
        this.catalog = catalog;
        this.settings = settings;
        this.fetcher = fetcher;
        this.clock = clock;
        this.alarm = Alarm.on(runner.timer());
        this.leads = new LeadTable(settings.maxWait(), settings.maxWaiting(), alarm);
    }

    /** A body of known length, which somebody will bring: a {@link LeaderSink} or a fetch. */
    Arrival begin(CaptureRequest request, CaptureSink sink) {
        Arrival arrival = new Arrival(request, sink, this, clock.instant());
        running.add(arrival);
        return arrival;
    }

    /** Ends those that are left. Blocks. */
    void stop() {
        running.forEach(arrival -> arrival.fail(NotStored.STOPPING));
    }

    Catalog catalog() {
        return catalog;
    }

    OriginFetcher fetcher() {
        return fetcher;
    }

    Alarm alarm() {
        return alarm;
    }

    double finishOver() {
        return settings.finishOver();
    }

    boolean overtakes() {
        return settings.overtake();
    }

    boolean takeOvertaking() {
        return overtaken.getAndUpdate(n -> n < MAX_OVERTAKEN ? n + 1 : n) < MAX_OVERTAKEN;
    }

    void giveOvertakingBack() {
        overtaken.decrementAndGet();
    }

    /** The capture that led is over, and the body is not: it stays one of the captures that run. */
    void keepPlace(Arrival arrival) {
        if (placed.add(arrival)) {
            runner.inFlight().keepPlace();
        }
    }

    /** The place taken for a body without a capture of its own. */
    void holdsPlace(Arrival arrival) {
        placed.add(arrival);
    }

    /** The response to a request for {@code locator} is here, and is had from the store or cannot be stored. */
    void answered(Locator locator) {
        changes.incrementAndGet();
        leads.answered(locator);
    }

    /** The response to a request for {@code locator} is nothing to keep. */
    void failed(Locator locator) {
        leads.failed(locator);
    }

    /** Whether a body for it is or was just on its way. */
    boolean isKnown(ArrivalKey key) {
        return byKey.containsKey(key);
    }

    boolean isArriving(ArrivalKey key) {
        Arrival arrival = byKey.get(key);
        return arrival != null && arrival.isJoinable();
    }

    /** Before the state that {@link #ended} tells of is seen, so that nobody finds neither. */
    void ending() {
        changes.incrementAndGet();
    }

    SharingFigures figures() {
        return new SharingFigures(leads.waiting(), seats.get(), placed.size(), overtaken.get());
    }

    /** Runs what may block. */
    void background(Runnable work) {
        try {
            runner.cleanUp(work);
        } catch (RejectedExecutionException e) {
            // The engine has closed, and ended every arrival before.
        }
    }

    LeadTable leads() {
        return leads;
    }

    /**
     * Moves whenever something may be found that was not before: whoever looked and found nothing, and finds this
     * unmoved since it began to look, would still find nothing.
     */
    long changes() {
        return changes.get();
    }

    /** A place among those who read what is sought, if it is on its way. Blocks. */
    Optional<Resolution.Join> join(Sought sought) {
        Arrival arrival = byKey.get(sought.key());
        if (arrival == null) {
            return Optional.empty();
        }
        return arrival.join(sought.locator())
                .map(joiner -> new Resolution.Join(
                        joiner, sought.reasonFrom(arrival.request().locator())));
    }

    /** If what is sought has all its bytes, and they are on their way into the index: completes when that has ended. */
    Optional<CompletionStage<CaptureOutcome>> committing(ArrivalKey key) {
        return Optional.ofNullable(byKey.get(key)).filter(Arrival::isCommitting).map(Arrival::outcome);
    }

    boolean takeSeat() {
        return seats.getAndUpdate(n -> n < MAX_JOINERS ? n + 1 : n) < MAX_JOINERS;
    }

    void giveSeatBack() {
        seats.decrementAndGet();
    }

    NotStored fault(String doing, Exception fault) {
        return runner.fault(doing, fault);
    }

    /** An arrival can be joined. Of two of one content the first is, unless nobody brings its rest. */
    void opened(Arrival arrival) {
        Set<ArrivalKey> keys = keys(arrival);
        keys.forEach(key -> byKey.compute(key, (k, old) -> old != null && old.isJoinable() ? old : arrival));
        changes.incrementAndGet();
        keys.forEach(leads::arrived);
        leads.answered(arrival.request().locator());
    }

    /** An arrival has ended: what it stored, if it did, is in the index. */
    void ended(Arrival arrival) {
        byKey.values().removeIf(each -> each == arrival);
        running.remove(arrival);
        if (placed.remove(arrival)) {
            runner.inFlight().givePlaceBack();
        }
        leads.answered(arrival.request().locator());
    }

    private Set<ArrivalKey> keys(Arrival arrival) {
        ArrivalKey byUrl = ArrivalKey.ofUrl(arrival.request().locator(), catalog);
        return arrival.identity()
                .map(identity -> Set.of(byUrl, ArrivalKey.ofDigest(identity)))
                .orElseGet(() -> Set.of(byUrl));
    }
}
