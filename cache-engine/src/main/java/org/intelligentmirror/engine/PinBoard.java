package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.intelligentmirror.eviction.EvictionOrder;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.index.RetentionIndex.PinRow;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * The pins, in memory as in the index, and what they mark in the order of eviction.
 *
 * <p>Marks are made when a package arrives, when a pin does, and in the background after a start; whoever evicts asks
 * {@link #keeping} before it removes anything, so a mark still missing costs no package. Changes take turns by a lock
 * that nothing else waits for.
 */
final class PinBoard implements Pins {
    /** Sources of a package compared with pins. */
    static final int MAX_SOURCES = 1000;

    private static final int PAGE = 500;

    private final PackageIndex index;
    private final RetentionIndex rows;
    private final EvictionOrder order;
    private final Capacity capacity;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile List<PinRule> rules;

    PinBoard(PackageIndex index, RetentionIndex rows, EvictionOrder order, Capacity capacity, Clock clock)
            throws StoreException {
        this.index = index;
        this.rows = rows;
        this.order = order;
        this.capacity = capacity;
        this.clock = clock;
        this.rules = stored(rows);
    }

    private static List<PinRule> stored(RetentionIndex rows) throws StoreException {
        List<PinRule> known = new ArrayList<>();
        for (PinRow row : rows.pins()) {
            Pin.Kind.of(row.kind())
                    .map(kind -> new Pin(row.id(), kind, row.pattern(), row.pinnedAt()))
                    .ifPresent(pin -> known.add(new PinRule(pin)));
        }
        return List.copyOf(known);
    }

    /** Takes the pins from the index again, which others may have added to. */
    void reload() throws StoreException {
        changing.lock();
        try {
            rules = stored(rows);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public List<Pin> list() {
        return rules.stream().map(PinRule::pin).toList();
    }

    @Override
    public Optional<Pin> keeping(Sha256 sha256) throws StoreException {
        Optional<Blob> blob = index.blob(sha256);
        return blob.isPresent() ? keeping(blob.get()) : Optional.empty();
    }

    /** The pin that keeps this package, by what the index knows of it now. */
    Optional<Pin> keeping(Blob blob) throws StoreException {
        return keeping(rules, blob);
    }

    private Optional<Pin> keeping(List<PinRule> by, Blob blob) throws StoreException {
        if (by.isEmpty()) {
            return Optional.empty();
        }
        boolean byDigest = by.stream().allMatch(rule -> rule.pin().kind() == Pin.Kind.DIGEST);
        List<Binding> bindings = byDigest ? List.of() : index.bindingsOf(blob, MAX_SOURCES);
        return PinRule.first(by, blob, bindings);
    }

    /** Marks a package that was just bound to a locator, if a pin wants it. Works from memory. */
    void arrived(long sequence, Sha256 sha256, Locator locator) {
        if (rules.stream().anyMatch(rule -> rule.matches(sha256) || rule.matches(locator))) {
            boolean unused = order.pin(sequence);
        }
    }

    @Override
    public Outcome pin(Pin.Kind kind, String pattern) throws StoreException {
        Optional<String> normal = PinRule.normal(kind, pattern);
        if (normal.isEmpty()) {
            return new Outcome.Refused(
                    switch (kind) {
                        case DIGEST -> "a digest has 64 hexadecimal digits";
                        case NAME -> "a name has no slash and at most " + Pin.MAX_PATTERN + " characters";
                        case REPOSITORY -> "a repository is a URL that ends in a slash, or a host";
                    });
        }
        changing.lock();
        try {
            Optional<PinRule> same = rules.stream()
                    .filter(rule ->
                            rule.pin().kind() == kind && rule.pin().pattern().equals(normal.get()))
                    .findFirst();
            if (same.isEmpty() && rules.size() >= MAX_PINS) {
                return new Outcome.Refused("there are " + MAX_PINS + " pins, as many as there may be");
            }
            PinRule rule = same.orElseGet(() -> new PinRule(new Pin(0, kind, normal.get(), clock.instant())));
            return pin(rule);
        } finally {
            changing.unlock();
        }
    }

    private Outcome pin(PinRule rule) throws StoreException {
        List<PinRule> before = rules;
        List<PinRule> others = without(rule.pin());
        // It counts while packages are looked for: what arrives meanwhile is marked by itself.
        rules = with(others, rule);
        boolean pinned = false;
        try {
            List<Blob> matching = matching(rule);
            Optional<Outcome.OverLimit> excess = excess(matching);
            if (excess.isPresent()) {
                return excess.get();
            }
            Pin pin = rule.pin();
            long id = rows.addPin(pin.kind().token(), pin.pattern(), pin.pinnedAt());
            Pin numbered = new Pin(id, pin.kind(), pin.pattern(), pin.pinnedAt());
            rules = with(others, new PinRule(numbered));
            pinned = true;
            long bytes = 0;
            for (Blob blob : matching) {
                boolean unused = order.pin(blob.sequence());
                bytes += blob.allocatedBytes();
            }
            return new Outcome.Pinned(numbered, matching.size(), bytes);
        } finally {
            if (!pinned) {
                rules = before;
                release(matching(rule));
            }
        }
    }

    private List<PinRule> without(Pin pin) {
        return rules.stream()
                .filter(rule -> rule.pin().id() != pin.id() || pin.id() == 0)
                .toList();
    }

    private static List<PinRule> with(List<PinRule> others, PinRule rule) {
        List<PinRule> all = new ArrayList<>(others);
        all.add(rule);
        return List.copyOf(all);
    }

    private List<Blob> matching(PinRule rule) throws StoreException {
        if (rule.pin().kind() == Pin.Kind.DIGEST) {
            return index.blob(Sha256.parse(rule.pin().pattern()).orElseThrow()).stream()
                    .toList();
        }
        List<Blob> found = new ArrayList<>();
        List<Blob> page;
        long after = 0;
        do {
            page = index.list(rule.filter(after, PAGE));
            for (Blob blob : page) {
                if (rule.matches(blob, index.bindingsOf(blob, MAX_SOURCES))) {
                    found.add(blob);
                }
                after = blob.sequence();
            }
        } while (page.size() == PAGE);
        return found;
    }

    private Optional<Outcome.OverLimit> excess(List<Blob> matching) {
        Map<String, Long> wanted = new TreeMap<>();
        long all = 0;
        for (Blob blob : matching) {
            if (!order.isPinned(blob.sequence())) {
                wanted.merge(blob.type(), blob.allocatedBytes(), Long::sum);
                all += blob.allocatedBytes();
            }
        }
        Optional<Outcome.OverLimit> found = excess(Optional.empty(), all);
        for (Map.Entry<String, Long> type : wanted.entrySet()) {
            found = found.or(() -> excess(Optional.of(type.getKey()), type.getValue()));
        }
        return found;
    }

    private Optional<Outcome.OverLimit> excess(Optional<String> type, long wanted) {
        long pinned = order.pinnedBytes(type);
        long most = Capacity.lowWater(capacity.limit(type));
        return wanted == 0 || pinned + wanted <= most
                ? Optional.empty()
                : Optional.of(new Outcome.OverLimit(type, pinned, wanted, most));
    }

    @Override
    public Optional<Pin> unpin(long id) throws StoreException {
        changing.lock();
        try {
            Optional<PinRule> found =
                    rules.stream().filter(rule -> rule.pin().id() == id).findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            List<Blob> matching = matching(found.get());
            Optional<PinRow> removed = rows.removePin(id);
            rules = without(found.get().pin());
            release(matching);
            return removed.isPresent() ? found.map(PinRule::pin) : Optional.empty();
        } finally {
            changing.unlock();
        }
    }

    /** Takes the marks off packages that no pin keeps any more. */
    private void release(List<Blob> blobs) throws StoreException {
        for (Blob blob : blobs) {
            if (order.isPinned(blob.sequence()) && keeping(blob).isEmpty()) {
                order.unpin(blob.sequence());
            }
        }
    }
}
