package org.intelligentmirror.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.repository.IndexName;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of repository indexes.
 *
 * <p>Events go through one bounded queue to one thread, {@code catalog}, in order: whoever tells of them never blocks.
 * A top index whose event finds no place is stale from then on, and so is what earlier events, still queued, say of any
 * top index. Between events the thread drops what nothing points to any more.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final int SWEEP_ROWS = 2000;
    private static final Duration SWEEP_PAUSE = Duration.ofMillis(50);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    /** Top indexes that passed and are not read yet, counted by origin. */
    private final Map<String, Integer> unreadTops = new ConcurrentHashMap<>();

    private final CatalogIndex index;
    private final CatalogLimits limits;
    private final CatalogTime time;
    private final Clock clock;
    private final Tops tops = new Tops();
    private final Pending pending = new Pending();
    private final CatalogCounters counters = new CatalogCounters();
    private final Disagreements disagreements;
    private final MirrorGroups groups;
    private final Voucher voucher;
    private final Whereabouts whereabouts;
    private final IndexReading reading;
    private final Thread thread = new Thread(this::run, "catalog");

    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong serial = new AtomicLong();
    /** Serial of the last event of a top index that was lost. */
    private final AtomicLong lost = new AtomicLong();

    private volatile boolean stopping;

    /** Something to be dealt with in turn; {@code settle} ends the waiting for it. */
    private record Event(Locator locator, long serial, Step step, Runnable settle) {}

    @FunctionalInterface
    private interface Step {
        void run() throws StoreException;
    }

    private Catalog(
            CatalogIndex index, StoredIndexes stored, CatalogSettings settings, CatalogLimits limits, Clock clock) {
        this.index = index;
        this.limits = limits;
        this.time = new CatalogTime(clock, settings.indexMaxAge());
        this.clock = clock;
        this.disagreements = new Disagreements(clock);
        this.groups = new MirrorGroups(settings.mirrorGroups());
        this.voucher = new Voucher(index, tops, groups, disagreements, time);
        this.whereabouts = new Whereabouts(index, tops, groups, disagreements, voucher, time);
        this.reading = new IndexReading(index, tops, stored, limits, counters, clock, () -> stopping);
        thread.setDaemon(true);
    }

    /** Reads what is known and starts the thread. Blocks. */
    public static Catalog open(
            CatalogIndex index, StoredIndexes stored, CatalogSettings settings, CatalogLimits limits, Clock clock)
            throws StoreException {
        Catalog catalog = new Catalog(index, stored, settings, limits, clock);
        for (CatalogIndex.TopRow row : index.tops()) {
            Top.of(row).ifPresent(catalog.tops::put);
        }
        for (long generation : catalog.tops.generations()) {
            catalog.tops.setListings(generation, index.publishedOf(generation));
        }
        catalog.thread.start();
        return catalog;
    }

    /** An index file passed to its end. Never blocks. */
    public void arrived(IndexArrival arrival) {
        Runnable done = arrival.done();
        if (IndexName.of(arrival.locator()).kind() == IndexName.Kind.TOP) {
            String origin = Tops.origin(arrival.locator());
            unreadTops.merge(origin, 1, Integer::sum);
            done = () -> {
                unreadTops.computeIfPresent(origin, (key, count) -> count == 1 ? null : count - 1);
                arrival.done().run();
            };
        }
        offer(arrival.locator(), () -> reading.read(arrival), done);
    }

    /**
     * The origin said that a top index is unchanged (304). Never blocks.
     *
     * @param validators what names the version that is unchanged; if they are not the recorded ones the root is stale
     */
    public void renewed(Locator top, Validators validators, Instant when) {
        offer(top, () -> reading.renew(top.url(), validators, when), () -> {});
    }

    /** A top index passed, or may have, without being kept: its root is stale at once. Never blocks. */
    public void missed(Locator top) {
        if (IndexName.of(top).kind() == IndexName.Kind.TOP) {
            lost.set(serial.incrementAndGet());
            tops.markStale(top.url(), clock.instant());
        }
    }

    /** Any index may have passed unseen for a while: every root is stale until its top index passes again. */
    public void wasAway() {
        tops.all().forEach(top -> tops.markStale(top.url(), clock.instant()));
    }

    private void offer(Locator locator, Step step, Runnable done) {
        if (stopping || queued.getAndUpdate(n -> n < limits.maxQueued() ? n + 1 : n) >= limits.maxQueued()) {
            counters.dropped();
            missed(locator);
            done.run();
            return;
        }
        Runnable announced = announce(locator);
        Runnable settle = () -> {
            done.run();
            announced.run();
        };
        queue.add(new Event(locator, serial.incrementAndGet(), step, settle));
    }

    /**
     * Announces an index file that is about to arrive: {@link #settled} waits for it from now on.
     *
     * @return to be run when it has arrived or will not
     */
    public Runnable announce(Locator locator) {
        return pending.begin(Tops.origin(locator));
    }

    /** Completes when the index files announced and arrived of this origin are dealt with, or after a while. */
    public CompletionStage<Void> settled(Locator locator, Duration atMost) {
        return pending.settled(Tops.origin(locator), atMost);
    }

    /**
     * What indexes say of a package. Blocks. While a top index of the same origin has passed and is not read yet, a
     * client may know more than the catalog does: then nothing counts.
     */
    public Vouched vouch(Locator locator) throws StoreException {
        Vouched vouched = voucher.vouch(locator);
        return unreadTops.containsKey(Tops.origin(locator)) ? new Vouched.Stale(Set.of(), Instant.MAX) : vouched;
    }

    /** Whether an index may speak of a package: {@link #vouch} is worth asking. Never blocks. */
    public boolean maySpeakOf(Locator locator) {
        return locator.query().isEmpty()
                && (!tops.covering(locator).isEmpty()
                        || groups.placeOf(locator.url()).isPresent());
    }

    /**
     * Whether this is a top index that should pass whole, not as a 304: nothing current is known of it. Never blocks.
     */
    public boolean wantsWhole(Locator locator) {
        if (IndexName.of(locator).kind() != IndexName.Kind.TOP) {
            return false;
        }
        Optional<Top> top = tops.get(locator.url());
        return top.isEmpty() || !time.isCurrent(top.get(), clock.instant());
    }

    /** The same path at the other members of the mirror group {@code locator} lies in. Never blocks. */
    public List<Locator> twins(Locator locator) {
        return groups.twins(locator).stream().map(MirrorGroups.Twin::locator).toList();
    }

    /**
     * Other locators of the same bytes, at most {@value Whereabouts#MAX_ALTERNATIVES}: the same path at roots whose
     * present index leads to a list that lists it here too, those confirmed last first, and then at other members of
     * its mirror group. Roots that are not trusted are left out. Whoever fetches from one checks the digest. Blocks.
     */
    public List<Locator> alternatives(Locator locator) throws StoreException {
        return whereabouts.alternatives(locator);
    }

    /**
     * Whether present indexes still list a stored package.
     *
     * @param locators where it came from; at most {@value Whereabouts#MAX_LOCATORS} are asked about. Each costs a few
     *     look-ups by key. Blocks.
     */
    public Listing listing(Sha256 sha256, Collection<Locator> locators) throws StoreException {
        return whereabouts.listing(sha256, locators);
    }

    /** Bytes that arrived for {@code locator} are none of those vouched for. Never blocks. */
    public void disagreed(Locator locator) {
        List<Top> covering = tops.covering(locator);
        String root = covering.isEmpty()
                ? groups.placeOf(locator.url()).map(MirrorGroups.Place::root).orElse(Tops.origin(locator))
                : covering.get(covering.size() - 1).root();
        disagreements.record(root);
        LOG.warn("{} sent other bytes than an index vouches for", locator);
    }

    /** Whether what other roots carry may be served here: the root did not disagree too often lately. */
    public boolean trusts(Locator locator) {
        return !disagreements.distrusts(locator);
    }

    /** Roots that disagreed with an index since the server started. */
    public List<Disagreement> disagreements() {
        return disagreements.list();
    }

    /** Records that bytes with this SHA-512 were seen, and their SHA-256. Blocks. */
    public void identify(String sha512, Sha256 sha256) throws StoreException {
        index.addAlias(sha512, sha256);
    }

    /** What operators are told. Never blocks. */
    public CatalogReport report() {
        return new CatalogReport(
                counters.indexesRead(), counters.indexesRefused(), counters.eventsDropped(), disagreements());
    }

    /** What happened since the catalog was opened. */
    public CatalogCounters counters() {
        return counters;
    }

    private void run() {
        boolean more = true;
        while (!stopping) {
            try {
                Event event = queue.poll((more ? SWEEP_PAUSE : SWEEP_EVERY).toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    writeChanged();
                    more = !stopping && sweep();
                } else {
                    deal(event);
                    more = true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (StoreException | RuntimeException e) {
                LOG.warn("the catalog could not be changed", e);
                more = false;
            }
        }
    }

    private void deal(Event event) throws StoreException {
        boolean dealt = false;
        try {
            writeChanged();
            event.step().run();
            dealt = true;
        } finally {
            if (!dealt) {
                missed(event.locator());
            } else if (event.serial() < lost.get()) {
                tops.markStale(event.locator().url(), clock.instant());
            }
            queued.decrementAndGet();
            event.settle().run();
        }
    }

    private void writeChanged() throws StoreException {
        for (Top top : tops.takeChanged()) {
            index.saveTop(top.toRow(), clock.instant());
        }
    }

    private boolean sweep() throws StoreException {
        Instant now = clock.instant();
        for (Top top : tops.all()) {
            if (top.touchedAt().plus(limits.idleAfter()).isBefore(now)) {
                tops.remove(top);
                index.dropTop(top.url());
            }
        }
        return index.dropStep(now.minus(limits.grace()), SWEEP_ROWS);
    }

    /** Ends after the running step, which gives up a list it reads. Waits at most {@code patience}. */
    public void stop(Duration patience) {
        stopping = true;
        // Wakes the thread, which looks at the flag before it looks at the queue again.
        Locator nowhere = new Locator("http", "localhost", 80, "/", Optional.empty());
        queue.add(new Event(nowhere, Long.MAX_VALUE, () -> {}, () -> {}));
        try {
            thread.join(patience.toMillis());
            for (Event left = queue.poll(); left != null; left = queue.poll()) {
                missed(left.locator());
                left.settle().run();
            }
            writeChanged();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.warn("the catalog could not be changed", e);
        }
    }
}
