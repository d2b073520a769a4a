package org.intelligentmirror.handoff;

import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.Joiner;
import org.intelligentmirror.engine.Leases;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Both ends of the hand-off: the ICAP side issues, the HTTP listener redeems. Safe for any thread; only {@link #open}
 * blocks.
 */
public final class Handoffs {
    /** How long a token is good for, and its package leased. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    /** Longest token in characters. */
    public static final int MAX_TOKEN = HandoffSeal.MAX_LENGTH;

    private final HandoffSeal seal;
    private final Leases leases;
    private final Clock clock;
    private final HandoffWatch watch;
    private final AtomicLong ids;
    /** Told once of the bytes sent; bounded by what is waited for and by the listener's connections. */
    private final Map<Long, LongConsumer> listeners = new ConcurrentHashMap<>();
    /** Places among those who read what is arriving, until somebody comes for them: they hold the leases of those. */
    private final Map<Long, Joiner> arriving = new ConcurrentHashMap<>();

    private final LongAdder issued = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();

    /** @param firstId random, so that ids of an earlier run are not taken for this one's */
    public Handoffs(HandoffSeal seal, Leases leases, Clock clock, long firstId) {
        this.seal = seal;
        this.leases = leases;
        this.clock = clock;
        this.watch = new HandoffWatch(clock);
        this.ids = new AtomicLong(firstId);
    }

    /** What was counted since the start. */
    public record Counts(long issued, long missed, long refused, long sentBytes) {}

    /** Where a hand-off is to be redeemed, and what it is redeemed with. */
    public record Ticket(String path, String token) {}

    /**
     * Why and for whom something is handed off.
     *
     * @param name of the package's file, escaped as in the request line
     * @param url what the client asked for
     * @param reason of the hit or the join
     * @param done told once how many bytes were sent, when that is over; from any thread
     */
    public record Occasion(String name, String url, Reason reason, LongConsumer done) {}

    /** Hands a stored package off, which stays the caller's; empty if it cannot be done now. */
    public Optional<Ticket> issue(StoredPackage stored, Occasion occasion) {
        long id = ids.incrementAndGet();
        Handoff handoff = new Handoff(
                id,
                "/cas/" + stored.sha256() + "/" + occasion.name(),
                Optional.of(stored.sha256()),
                stored.length(),
                occasion.url(),
                stored.headers(),
                stored.receivedAt(),
                Verdict.HIT,
                occasion.reason(),
                clock.instant().plus(LIFETIME));
        Optional<String> token = seal.seal(handoff);
        boolean issued = token.isPresent()
                && leases.grant(stored.sha256(), handoff.expires())
                && await(id, occasion.done(), () -> {});
        return issued ? token.map(its -> new Ticket(handoff.path(), its)) : Optional.empty();
    }

    /**
     * Hands a package off that is arriving: {@code joiner} is taken over unless nothing is returned. It is good for one
     * reader who comes in time; whoever comes later, or after a restart, is sent back to where the package comes from.
     */
    public Optional<Ticket> issue(Joiner joiner, Occasion occasion) {
        long id = ids.incrementAndGet();
        Handoff handoff = new Handoff(
                id,
                "/arriving/" + Long.toHexString(id) + "/" + occasion.name(),
                Optional.empty(),
                joiner.length(),
                occasion.url(),
                joiner.headers(),
                joiner.receivedAt(),
                Verdict.JOIN,
                occasion.reason(),
                clock.instant().plus(LIFETIME));
        Optional<String> token = seal.seal(handoff);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        arriving.put(id, joiner);
        if (!await(id, occasion.done(), () -> takeArriving(id).ifPresent(Joiner::close))) {
            arriving.remove(id);
            return Optional.empty();
        }
        return token.map(its -> new Ticket(handoff.path(), its));
    }

    private boolean await(long id, LongConsumer done, Runnable onLapse) {
        listeners.put(id, done);
        boolean waits = watch.begin(id, () -> {
            onLapse.run();
            finished(id, 0);
        });
        if (waits) {
            issued.increment();
        } else {
            listeners.remove(id);
        }
        return waits;
    }

    private Optional<Joiner> takeArriving(long id) {
        return Optional.ofNullable(arriving.remove(id));
    }

    /** The hand-off in a token somebody presents; empty if it is not good. */
    public Optional<Handoff> read(String token) {
        Optional<Handoff> handoff = seal.open(token, clock.instant());
        if (handoff.isEmpty()) {
            refused.increment();
        }
        return handoff;
    }

    /** Somebody came for {@code handoff}: tells whom to inform when its answer has been sent. */
    public LongConsumer redeem(Handoff handoff) {
        boolean waited = watch.redeemed(handoff.id());
        return waited ? bytes -> finished(handoff.id(), bytes) : sentBytes::add;
    }

    private void finished(long id, long bytes) {
        sentBytes.add(bytes);
        LongConsumer listener = listeners.remove(id);
        if (listener != null) {
            listener.accept(bytes);
        }
    }

    /** The stored package of a hand-off, also if it was removed since; empty if its bytes are gone. Blocks. */
    public Optional<StoredPackage> open(Handoff handoff) throws StoreException {
        Sha256 sha256 = handoff.sha256().orElseThrow();
        Optional<FileChannel> bytes = leases.open(sha256, handoff.length());
        return bytes.map(channel ->
                new StoredPackage(sha256, handoff.length(), handoff.headers(), handoff.receivedAt(), channel));
    }

    /** The place of a hand-off of what was arriving; empty if it was taken, or nobody came in time, or it failed. */
    public Optional<Joiner> join(Handoff handoff) {
        Optional<Joiner> joiner = takeArriving(handoff.id());
        boolean failed = joiner.flatMap(Joiner::end)
                .filter(CaptureOutcome.Dropped.class::isInstance)
                .isPresent();
        if (failed) {
            joiner.get().close();
        }
        return failed ? Optional.empty() : joiner;
    }

    /** Gives up waiting for what nobody came for. To be called every second or so. */
    public void review() {
        watch.review();
    }

    /** Whether it is switched off for a while, because nobody came. */
    public boolean isOff() {
        return watch.isOff();
    }

    /** The figures of the moment. */
    public Counts counts() {
        return new Counts(issued.sum(), watch.missed(), refused.sum(), sentBytes.sum());
    }
}
