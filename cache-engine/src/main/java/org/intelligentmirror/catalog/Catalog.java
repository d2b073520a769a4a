package org.intelligentmirror.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.intelligentmirror.catalog.Pending.Part;
import org.intelligentmirror.catalog.Unread.Sign;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.repository.IndexName;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of repository indexes.
 *
 * <p>Events go through one bounded {@link EventQueue} to one thread, {@code catalog}: whoever tells of them never
 * blocks. A top index whose event finds no place is stale from then on, whatever its events still queued say.
 * Signs that a top index changed without being read count at once. Between events the thread writes those down, and
 * drops what nothing points to any more.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final int SWEEP_ROWS = 2000;
    private static final Duration SWEEP_PAUSE = Duration.ofMillis(50);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    /** How long a list waits for the top index above it. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private final CatalogIndex index;
    private final CatalogLimits limits;
    private final CatalogTime time;
    private final Clock clock;
    private final Tops tops = new Tops();
    private final Rivals rivals;
    private final Pending pending = new Pending();
    private final CatalogCounters counters = new CatalogCounters();
    private final Disagreements disagreements;
    private final MirrorGroups groups;
    private final Voucher voucher;
    private final Whereabouts whereabouts;
    private final IndexReading reading;
    private final Thread thread = new Thread(this::run, "catalog");

    private final EventQueue queue;
    private final AtomicLong serial = new AtomicLong();

    private volatile boolean stopping;

    private Catalog(
            CatalogIndex index, StoredIndexes stored, CatalogSettings settings, CatalogLimits limits, Clock clock) {
        this.index = index;
        this.limits = limits;
        this.queue = new EventQueue(limits);
        this.time = new CatalogTime(clock, settings.indexMaxAge());
        this.clock = clock;
        this.disagreements = new Disagreements(clock);
        this.rivals = new Rivals(index, tops);
        this.groups = new MirrorGroups(settings.mirrorGroups());
        this.voucher = new Voucher(index, tops, new Speakers(tops, rivals, groups, time), disagreements);
        this.whereabouts = new Whereabouts(index, tops, groups, disagreements, voucher, time);
        this.reading = new IndexReading(
                new IndexReading.Tree(index, tops, rivals, stored),
                limits,
                counters,
                time,
                new IndexReading.Pauses(this::dealTops, () -> stopping));
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
        catalog.rivals.load();
        for (long generation : catalog.tops.generations()) {
            catalog.tops.setListings(generation, index.publishedOf(generation));
        }
        catalog.disagreements.load(index);
        catalog.thread.start();
        return catalog;
    }

    /**
     * An index file passed to its end. A list is kept waiting while a top index that may list it is under way. Never
     * blocks.
     */
    public void arrived(IndexArrival arrival) {
        Locator locator = arrival.locator();
        Version version =
                new Version(arrival.validators(), OptionalLong.of(arrival.length()), Optional.of(arrival.sha256()));
        Runnable announced = announce(locator);
        Runnable settle = () -> {
            arrival.done().run();
            announced.run();
        };
        CompletionStage<Void> inTurn = partOf(IndexName.of(locator)) == Part.TOP
                ? CompletableFuture.completedStage(null)
                : pending.topsSettled(Tops.prefixes(locator), LONGEST_TURN);
        inTurn.thenAccept(now -> offer(locator, at -> reading.read(arrival, at), version, settle));
    }

    /**
     * The origin said that a top index is unchanged (304). Never blocks.
     *
     * @param validators what names the version that is unchanged; if they are not the recorded ones the root is stale
     */
    public void renewed(Locator top, Validators validators, Instant when) {
        Version version = Version.named(validators, OptionalLong.empty());
        offer(top, at -> reading.renew(top.url(), validators, when, at), version, announce(top));
    }

    /**
     * A client was sent a top index that was not kept to be read. Unless it is known to be the recorded generation, its
     * root is stale at once, and until the top index passes and can be read. Never blocks.
     */
    public void unread(Locator top, Version version) {
        IndexName name = IndexName.of(top);
        if (name.kind() == IndexName.Kind.TOP) {
            Sign sign = new Sign(version, true, true, clock.instant(), serial.incrementAndGet());
            tops.doubt(top.url(), Optional.of(name), sign);
        }
    }

    /**
     * A part of a top index passed, or a hint that it is another one now, such as a redirection. If it is known and
     * this is not the recorded generation, its root is stale at once. Never blocks.
     */
    public void glimpsed(Locator top, Version version) {
        Sign sign = new Sign(version, true, false, clock.instant(), serial.incrementAndGet());
        tops.doubt(top.url(), Optional.empty(), sign);
    }

    /** Any index may have passed unseen for a while: every root is stale until its origin says what is current. */
    public void wasAway() {
        tops.doubtAll(new Sign(Version.UNKNOWN, false, false, clock.instant(), serial.incrementAndGet()));
    }

    private void offer(Locator locator, EventQueue.Step step, Version version, Runnable settle) {
        boolean ofTop = partOf(IndexName.of(locator)) == Part.TOP;
        if (!queue.offer(new EventQueue.Event(locator, ofTop, serial.incrementAndGet(), step, settle))) {
            counters.dropped();
            unread(locator, version);
            settle.run();
        }
    }

    /**
     * Announces an index file whose body is complete: {@link #settled} waits for it from now on.
     *
     * @return to be run when it has arrived or will not
     */
    public Runnable announce(Locator locator) {
        IndexName name = IndexName.of(locator);
        boolean counts = name.kind() == IndexName.Kind.TOP || name.kind() == IndexName.Kind.LISTING;
        return counts ? pending.begin(name.root(), partOf(name)) : () -> {};
    }

    private static Part partOf(IndexName name) {
        if (name.kind() != IndexName.Kind.TOP) {
            return Part.LIST;
        }
        return name.isFlatList() ? Part.FLAT_LIST : Part.TOP;
    }

    /** Completes when index files that arrived and may speak of a locator are dealt with, or after a while. */
    public CompletionStage<Void> settled(Locator locator, Duration atMost) {
        return pending.settled(Tops.prefixes(locator), atMost);
    }

    /** Whether no index was or is about to be heard that may speak of a locator. Never blocks. */
    public boolean isSilentOn(Locator locator) {
        if (!pending.isEmpty()) {
            return false;
        }
        boolean isNowhereListed = tops.covering(locator).isEmpty()
                && groups.placeOf(locator.url()).isEmpty();
        return locator.query().isPresent() || isNowhereListed;
    }

    /**
     * What indexes say of a package. Blocks. While a top index that may speak of it has passed and is not read yet, a
     * client may know more than the catalog does: then nothing counts.
     */
    public Vouched vouch(Locator locator) throws StoreException {
        Vouched vouched = voucher.vouch(locator);
        boolean ahead = pending.hasTopOf(Tops.prefixes(locator))
                || groups.twins(locator).stream().anyMatch(twin -> pending.hasTopOf(Tops.prefixes(twin.locator())));
        return ahead ? new Vouched.Stale(Set.of(), Instant.MAX) : vouched;
    }

    /** Whether an index may speak of a package: {@link #vouch} is worth asking. Never blocks. */
    public boolean maySpeakOf(Locator locator) {
        return locator.query().isEmpty()
                && (tops.covering(locator).stream().anyMatch(Top::wasRead)
                        || groups.placeOf(locator.url()).isPresent());
    }

    /** Whether this is a top index, which is read if it passes as it is. Never blocks. */
    public boolean reads(Locator locator) {
        return IndexName.of(locator).kind() == IndexName.Kind.TOP;
    }

    /**
     * Whether this is a top index that should pass whole, not as a 304: nothing current is known of it, and it was not
     * tried in vain just now. Never blocks.
     */
    public boolean wantsWhole(Locator locator) {
        if (!reads(locator)) {
            return false;
        }
        Instant now = clock.instant();
        return tops.get(locator.url())
                .map(top -> !time.isCurrent(top, now)
                        && top.unread().map(its -> its.isDue(now)).orElse(true))
                .orElse(true);
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
     * Locators that speak for {@code locator} as for themselves, at most {@value Whereabouts#MAX_UNITED}: the same path
     * at other members of its mirror group, and at roots whose present top index is the same to the byte. Roots that
     * are not trusted are left out. Never blocks.
     */
    public List<Locator> united(Locator locator) {
        return whereabouts.united(locator);
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

    /** What operators are told. Never blocks. */
    public CatalogReport report() {
        return new CatalogReport(
                counters.indexesRead(), counters.indexesRefused(), counters.eventsDropped(), disagreements(), roots());
    }

    private List<RootReport> roots() {
        Instant now = clock.instant();
        return tops.all().stream()
                .map(top -> top.report(
                        tops.listings(top.generation()).size(),
                        time.isCurrent(top, now),
                        LocatorParser.parse(top.url())
                                .filter(disagreements::distrusts)
                                .isPresent()))
                .sorted(Comparator.comparing(RootReport::state).thenComparing(RootReport::index))
                .toList();
    }

    /** What happened since the catalog was opened. */
    public CatalogCounters counters() {
        return counters;
    }

    private void run() {
        boolean more = true;
        while (!stopping) {
            try {
                Optional<EventQueue.Event> event = queue.take(more ? SWEEP_PAUSE : SWEEP_EVERY);
                if (event.isPresent()) {
                    deal(event.get());
                    more = true;
                } else {
                    writeChanged();
                    more = !stopping && sweep();
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

    /** Lets top indexes overtake a list that is being read. */
    private void dealTops() {
        Optional<EventQueue.Event> event = queue.takeTop();
        while (event.isPresent()) {
            try {
                deal(event.get());
            } catch (StoreException | RuntimeException e) {
                LOG.warn("the catalog could not be changed", e);
            }
            event = queue.takeTop();
        }
    }

    private void deal(EventQueue.Event event) throws StoreException {
        boolean dealt = false;
        try {
            writeChanged();
            event.step().run(event.serial());
            dealt = true;
        } finally {
            if (!dealt) {
                unread(event.locator(), Version.UNKNOWN);
            }
            queue.done(event);
            event.settle().run();
        }
    }

    private void writeChanged() throws StoreException {
        for (Top top : tops.takeChanged()) {
            index.saveTop(top.toRow(), clock.instant());
        }
        for (Optional<Top> surplus = tops.surplus(); surplus.isPresent(); surplus = tops.surplus()) {
            forget(surplus.get());
        }
        disagreements.write(index);
    }

    private void forget(Top top) throws StoreException {
        tops.remove(top);
        rivals.forgotten(top.url());
        index.dropTop(top.url());
    }

    private boolean sweep() throws StoreException {
        Instant now = clock.instant();
        for (Top top : tops.all()) {
            if (top.touchedAt().plus(limits.idleAfter()).isBefore(now)) {
                forget(top);
            }
        }
        return index.dropStep(now.minus(limits.grace()), SWEEP_ROWS);
    }

    /** Ends after the running step, which gives up a list it reads. Waits at most {@code patience}. */
    public void stop(Duration patience) {
        stopping = true;
        queue.close();
        try {
            thread.join(patience.toMillis());
            Optional<EventQueue.Event> left = queue.take(Duration.ZERO);
            while (left.isPresent()) {
                unread(left.get().locator(), Version.UNKNOWN);
                queue.done(left.get());
                left.get().settle().run();
                left = queue.take(Duration.ZERO);
            }
            writeChanged();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.warn("the catalog could not be changed", e);
        }
    }
}
