package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchOrder;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.intelligentmirror.origin.OriginFetcher.Fetch;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Has the fetcher bring the rest of one body, when its leader does not or is slow.
 *
 * <pre>
 *   LED ──(joiners have caught up and it would take long)──→ LED, OVERTAKEN ──(no faster, or it broke)──→ LED
 *    │                                                           │
 *    └──(leader gone)──→ RELIEVED ←──(leader gone)───────────────┘
 *                          │  ↺ (a fetch ended early: the next place)
 *                          └──(no place left, nobody waits and too little is here)──→ the arrival fails
 * </pre>
 *
 * <p>With a known digest the rest may come from anywhere: the joiners' own locators, others the catalog knows, the
 * leader's. Without one it comes from the leader's URL only. State is guarded by {@code this}; nothing blocks and no
 * foreign code runs under it. The fetcher is called on the pool.
 */
final class Relief {
    /** Fetches for one body whose leader is gone. */
    static final int MAX_FETCHES = 6;
    /** How long a fetch may bring nothing before the next place is asked. */
    static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How often a leader's pace is looked at while joiners wait for it. */
    static final Duration LOOK = Duration.ofSeconds(4);
    /**
     * Bytes a second below which a leader crawls. Whether its client or its origin is slow does not show from here, and
     * a slow origin is not to be asked twice: few are as slow as this.
     */
    static final long CRAWL = 256 << 10;
    /** A leader that crawls is overtaken if it needs longer than this for the rest, at its present pace. */
    static final Duration TOO_LONG = Duration.ofSeconds(5);
    /** How long a fetch that overtakes has to show that it is faster, twice as fast at least. */
    static final Duration TRIAL = Duration.ofSeconds(4);

    /** Ends of a leader that say nothing against the bytes that came. */
    private static final Set<NotStored> RELIEVABLE =
            EnumSet.of(NotStored.CUT, NotStored.TRUNCATED, NotStored.STALLED, NotStored.OVERLOAD);

    private final Arrival arrival;
    private final Arrivals arrivals;
    private boolean led = true;
    private boolean looking;
    private boolean overtaken;
    private boolean overtakes;
    private @Nullable FetchFeed feed;
    private @Nullable Fetch fetch;
    private @Nullable Deque<Locator> places;
    private @Nullable Locator last;
    private long writtenAtLast;
    private int fetches;
    private NotStored why = NotStored.CUT;

    Relief(Arrival arrival, Arrivals arrivals) {
        this.arrival = arrival;
        this.arrivals = arrivals;
    }

    /** Whether somebody brings bytes now: after the leader, once a fetch has got an answer that is of use. */
    synchronized boolean isSupplied() {
        return led || (feed != null && feed.hasBegun());
    }

    // ---- rescue

    /** The leader brings no more; false if that is the end of the body. Never blocks. */
    boolean leaderGone(NotStored reason) {
        boolean mayGoOn = RELIEVABLE.contains(reason)
                || (arrival.identity().isPresent() && (reason == NotStored.CHANGED || reason == NotStored.TOO_LONG));
        if (!mayGoOn || !isWorthIt()) {
            return false;
        }
        synchronized (this) {
            led = false;
            why = reason;
            arrivals.keepPlace(arrival);
            if (feed != null) {
                watch();
                return true;
            }
        }
        arrivals.background(this::next);
        return true;
    }

    /** Somebody reads it, or so much is here that it is finished for the next one. */
    private boolean isWorthIt() {
        return arrival.hasJoiners() || arrival.written() > arrivals.finishOver() * arrival.length();
    }

    /** A joiner left. Never blocks. */
    void joinerLeft() {
        if (arrival.hasJoiners()) {
            return;
        }
        Fetch useless;
        boolean isLed;
        synchronized (this) {
            isLed = led;
            useless = led ? fetch : null;
        }
        if (useless != null) {
            useless.cancel();
        } else if (!isLed && !isWorthIt()) {
            arrivals.background(() -> arrival.fail(why()));
        }
    }

    private synchronized NotStored why() {
        return why;
    }

    /** Asks the next place. Blocks. */
    private void next() {
        if (arrival.end().isPresent()) {
            return;
        }
        Optional<Locator> place = isWorthIt() ? nextPlace() : Optional.empty();
        if (place.isEmpty()) {
            arrival.fail(why());
            return;
        }
        boolean whole = arrival.identity().isEmpty()
                && Validator.of(arrival.request().headers()).isEmpty();
        order(place.get(), whole ? 0 : arrival.written(), true);
    }

    private Optional<Locator> nextPlace() {
        Deque<Locator> left = places();
        synchronized (this) {
            boolean progressed = last != null && arrival.written() > writtenAtLast;
            if (fetches == MAX_FETCHES) {
                return Optional.empty();
            }
            Locator place = progressed ? last : left.poll();
            if (place != null) {
                fetches++;
                last = place;
                writtenAtLast = arrival.written();
            }
            return Optional.ofNullable(place);
        }
    }

    private Deque<Locator> places() {
        Deque<Locator> known = places;
        if (known != null) {
            return known;
        }
        Locator leader = arrival.request().locator();
        Set<Locator> found = new LinkedHashSet<>();
        if (arrival.identity().isPresent()) {
            found.addAll(arrival.joinersLocators());
            found.remove(leader);
            try {
                found.addAll(arrivals.catalog().alternatives(leader));
            } catch (StoreException | RuntimeException e) {
                arrivals.fault("other places of a package could not be looked up", e);
            }
            found.remove(leader);
        }
        found.add(leader);
        Deque<Locator> all = new ArrayDeque<>(found);
        synchronized (this) {
            places = all;
        }
        return all;
    }

    private void order(Locator place, long firstByte, boolean fromTheStart) {
        Optional<String> ifRange = firstByte == 0 || arrival.identity().isPresent()
                ? Optional.empty()
                : Validator.of(arrival.request().headers()).map(Validator::value);
        Urgency urgency = arrival.hasJoiners() ? Urgency.CLIENT_WAITS : Urgency.BACKGROUND;
        FetchOrder order = new FetchOrder(place, firstByte, ifRange, urgency);
        FetchFeed begun = new FetchFeed(arrival, order, fromTheStart, this::ended);
        synchronized (this) {
            feed = begun;
            fetch = null;
        }
        Fetch started = arrivals.fetcher().fetch(order, begun);
        synchronized (this) {
            if (feed == begun) {
                fetch = started;
                if (!led) {
                    watch();
                }
            }
        }
        if (arrival.end().isPresent()) {
            started.cancel();
        }
    }

    private void ended(FetchFeed which, FetchEnd how) {
        synchronized (this) {
            if (feed != which) {
                return;
            }
            feed = null;
            fetch = null;
            giveOvertakingBack();
            if (led) {
                return;
            }
        }
        if (how == FetchEnd.OVERLOAD && !arrival.hasJoiners()) {
            arrivals.background(() -> arrival.fail(why()));
        } else {
            arrivals.background(this::next);
        }
    }

    /** With the lock: gives up a fetch that stands still. */
    private void watch() {
        FetchFeed watched = feed;
        long before = arrival.written();
        arrivals.alarm().after(PATIENCE, () -> {
            Fetch still;
            synchronized (this) {
                if (feed != watched || led || arrival.end().isPresent()) {
                    return;
                }
                if (arrival.written() > before) {
                    watch();
                    return;
                }
                still = fetch;
                watch();
            }
            if (still != null) {
                still.cancel();
            }
        });
    }

    /** The body has ended. Never blocks. */
    void stop() {
        Fetch running;
        synchronized (this) {
            running = feed != null && !feed.isWhole() ? fetch : null;
            feed = null;
            fetch = null;
            giveOvertakingBack();
        }
        if (running != null) {
            running.cancel();
        }
    }

    // ---- overtaking

    /** A joiner has read all there is. Never blocks. */
    void joinerWaits() {
        synchronized (this) {
            if (looking || overtaken || !led || !arrivals.overtakes()) {
                return;
            }
            looking = true;
        }
        look();
    }

    private void look() {
        long before = arrival.written();
        arrivals.alarm().after(LOOK, () -> judge(before));
    }

    private void judge(long before) {
        boolean crawls;
        synchronized (this) {
            looking = led && feed == null && arrival.end().isEmpty() && arrival.joinersWait();
            if (!looking) {
                return;
            }
            long gained = arrival.written() - before;
            long left = arrival.length() - arrival.written();
            crawls = gained < CRAWL * LOOK.toSeconds()
                    && left > gained * (TOO_LONG.toMillis() / (double) LOOK.toMillis());
            if (crawls) {
                looking = false;
                overtaken = true;
            }
        }
        if (crawls) {
            arrivals.background(this::overtake);
        } else {
            look();
        }
    }

    private void overtake() {
        boolean provable = arrival.identity().isPresent()
                || Validator.of(arrival.request().headers()).isPresent();
        synchronized (this) {
            if (!led || feed != null || !provable) {
                return;
            }
        }
        if (!takeOvertaking()) {
            return;
        }
        long leaderBefore = arrival.leaderOffset();
        order(arrival.request().locator(), arrival.written(), false);
        FetchFeed tried;
        synchronized (this) {
            tried = feed;
        }
        if (tried != null) {
            arrivals.alarm().after(TRIAL, () -> judgeTrial(tried, leaderBefore));
        }
    }

    private synchronized boolean takeOvertaking() {
        overtakes = arrival.end().isEmpty() && arrivals.takeOvertaking();
        return overtakes;
    }

    /** With the lock. */
    private void giveOvertakingBack() {
        if (overtakes) {
            overtakes = false;
            arrivals.giveOvertakingBack();
        }
    }

    private void judgeTrial(FetchFeed tried, long leaderBefore) {
        Fetch useless = null;
        synchronized (this) {
            boolean slow = tried.brought() < 2 * (arrival.leaderOffset() - leaderBefore);
            if (feed == tried && led && slow) {
                useless = fetch;
            }
        }
        if (useless != null) {
            useless.cancel();
        }
    }
}
