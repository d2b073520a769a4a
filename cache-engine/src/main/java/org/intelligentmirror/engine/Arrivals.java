package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.intelligentmirror.catalog.Catalog;

/**
 * The bodies that can be joined, by what they are asked for, and the requests that wait for one. Never blocks, but for
 * {@link #join}; safe for any thread.
 */
final class Arrivals {
    /** Joiners at once, over all bodies: each holds a descriptor. Further requests go upstream. */
    static final int MAX_JOINERS = 4096;

    private final ConcurrentHashMap<ArrivalKey, Arrival> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger seats = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();
    private final Catalog catalog;
    private final LeadTable leads;
    private final FaultSeam faults;
    private final Clock clock;

    /** Reports a fault of the store and says how what met it ends. */
    @FunctionalInterface
    interface FaultSeam {
        NotStored fault(String doing, Exception fault);
    }

    Arrivals(Catalog catalog, LeadTable leads, FaultSeam faults, Clock clock) {
        this.catalog = catalog;
        this.leads = leads;
        this.faults = faults;
        this.clock = clock;
    }

    /** Where the leader's bytes go. Its length is known. */
    BodySink begin(CaptureRequest request, CaptureSink sink) {
        return new LeaderSink(new Arrival(request, sink, this, clock.instant()));
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

    boolean has(ArrivalKey key) {
        return byKey.containsKey(key);
    }

    boolean takeSeat() {
        return seats.getAndUpdate(n -> n < MAX_JOINERS ? n + 1 : n) < MAX_JOINERS;
    }

    void giveSeatBack() {
        seats.decrementAndGet();
    }

    int joiners() {
        return seats.get();
    }

    NotStored fault(String doing, Exception fault) {
        return faults.fault(doing, fault);
    }

    /** An arrival can be joined from now on. Of two of one content the first is joined. */
    void opened(Arrival arrival) {
        Set<ArrivalKey> keys = keys(arrival);
        keys.forEach(key -> byKey.putIfAbsent(key, arrival));
        changes.incrementAndGet();
        keys.forEach(leads::arrived);
        leads.answered(arrival.request().locator());
    }

    /** An arrival has ended: what it stored, if it did, is in the index. */
    void ended(Arrival arrival) {
        changes.incrementAndGet();
        byKey.values().removeIf(each -> each == arrival);
        leads.answered(arrival.request().locator());
    }

    private Set<ArrivalKey> keys(Arrival arrival) {
        ArrivalKey byUrl = ArrivalKey.ofUrl(arrival.request().locator(), catalog);
        return arrival.identity()
                .map(identity -> Set.of(byUrl, ArrivalKey.ofDigest(identity)))
                .orElseGet(() -> Set.of(byUrl));
    }
}
