package org.intelligentmirror.handoff;

import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.intelligentmirror.engine.Leases;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
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

    /**
     * Hands a package off: the token to present, or empty if it cannot be done now.
     *
     * @param path where it is to be presented
     * @param url what the client asked for
     * @param reason why it is a hit
     * @param done told once how many bytes of it were sent, when that is over; from any thread
     */
    public Optional<String> issue(String path, StoredPackage stored, String url, Reason reason, LongConsumer done) {
        long id = ids.incrementAndGet();
        Instant expires = clock.instant().plus(LIFETIME);
        Optional<String> token = seal.seal(new Handoff(
                id,
                path,
                stored.sha256(),
                stored.length(),
                url,
                stored.headers(),
                stored.receivedAt(),
                Verdict.HIT,
                reason,
                expires));
        if (token.isEmpty() || !leases.grant(stored.sha256(), expires) || !watch.begin(id, () -> finished(id, 0))) {
            return Optional.empty();
        }
        listeners.put(id, done);
        issued.increment();
        return token;
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

    /** The package of a hand-off, also if it was removed since; empty if its bytes are gone. Blocks. */
    public Optional<StoredPackage> open(Handoff handoff) throws StoreException {
        Optional<FileChannel> bytes = leases.open(handoff.sha256(), handoff.length());
        return bytes.map(channel -> new StoredPackage(
                handoff.sha256(), handoff.length(), handoff.headers(), handoff.receivedAt(), channel));
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
