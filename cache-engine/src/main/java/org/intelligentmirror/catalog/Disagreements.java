package org.intelligentmirror.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.DisagreementRow;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.StoreException;

/**
 * Roots that sent other bytes than an index vouched for. One that did so {@value #TOLERATED} times within an hour is
 * not trusted to carry what other roots carry, for an hour. Bounded, safe for any thread; the catalog's thread writes
 * down what others record.
 */
final class Disagreements {
    /** Roots remembered; the one that disagreed longest ago makes room. */
    static final int MAX_ROOTS = 1000;
    /** Disagreements within {@link #WINDOW} that cost the trust. */
    static final int TOLERATED = 3;

    static final Duration WINDOW = Duration.ofHours(1);

    private final Clock clock;
    /** The root that disagreed longest ago first. */
    private final Map<String, DisagreementRow> byRoot = new LinkedHashMap<>();
    /** Roots whose row is not written down yet, those that made room included. */
    private final Set<String> changed = new LinkedHashSet<>();

    Disagreements(Clock clock) {
        this.clock = clock;
    }

    /** Takes what was written down before. Blocks. */
    synchronized void load(CatalogIndex index) throws StoreException {
        index.disagreements().stream()
                .sorted(Comparator.comparing(Disagreements::last))
                .forEach(row -> byRoot.put(row.root(), row));
    }

    synchronized void record(String root) {
        Instant now = clock.instant();
        DisagreementRow before = byRoot.remove(root);
        if (before == null && byRoot.size() >= MAX_ROOTS) {
            String oldest = byRoot.keySet().iterator().next();
            byRoot.remove(oldest);
            changed.add(oldest);
        }
        List<Instant> recent = new ArrayList<>(before == null ? List.of() : before.recent());
        recent.add(now);
        if (recent.size() > TOLERATED) {
            recent.remove(0);
        }
        boolean often =
                recent.size() == TOLERATED && !recent.get(0).plus(WINDOW).isBefore(now);
        Instant until = before == null ? Instant.EPOCH : before.distrustedUntil();
        byRoot.put(
                root,
                new DisagreementRow(
                        root,
                        before == null ? 1 : before.total() + 1,
                        List.copyOf(recent),
                        often ? now.plus(WINDOW) : until));
        changed.add(root);
    }

    /** Writes down what was recorded since the last call. Blocks; for the catalog's thread. */
    void write(CatalogIndex index) throws StoreException {
        List<DisagreementRow> rows = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        synchronized (this) {
            for (String root : changed) {
                DisagreementRow row = byRoot.get(root);
                if (row != null) {
                    rows.add(row);
                } else {
                    gone.add(root);
                }
            }
            changed.clear();
        }
        for (DisagreementRow row : rows) {
            index.saveDisagreement(row);
        }
        for (String root : gone) {
            index.dropDisagreement(root);
        }
    }

    /** Whether a root above {@code locator} is not trusted now. */
    synchronized boolean distrusts(Locator locator) {
        if (byRoot.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        return Tops.prefixes(locator).stream().map(byRoot::get).anyMatch(row -> row != null && isDistrusted(row, now));
    }

    /** A clock that was set back does not make the distrust longer than it was meant. */
    private static boolean isDistrusted(DisagreementRow row, Instant now) {
        return now.isBefore(row.distrustedUntil()) && !row.distrustedUntil().isAfter(now.plus(WINDOW));
    }

    private static Instant last(DisagreementRow row) {
        return row.recent().get(row.recent().size() - 1);
    }

    /** All of them, the one that disagreed longest ago first. */
    synchronized List<Disagreement> list() {
        Instant now = clock.instant();
        return byRoot.values().stream()
                .map(row -> new Disagreement(row.root(), row.total(), last(row), isDistrusted(row, now)))
                .toList();
    }
}
