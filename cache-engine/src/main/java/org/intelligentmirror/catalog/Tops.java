package org.intelligentmirror.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.intelligentmirror.catalog.Unread.Sign;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.repository.IndexName;

/**
 * The top indexes known and the lists of packages each generation leads to, in memory: asking who covers a locator
 * never blocks. Safe for any thread.
 */
final class Tops {
    /** Top indexes known at once; the one untouched for longest makes room. */
    static final int MAX_TOPS = 4096;
    /** Path segments within which roots are looked for. */
    static final int MAX_DEPTH = 64;

    private final Map<String, Top> byUrl = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> urlsByRoot = new ConcurrentHashMap<>();
    private final Map<Long, List<Long>> listings = new ConcurrentHashMap<>();
    /** URLs of tops changed by others than the catalog's thread, which has to write them down. */
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    /** Generations that stand against known tops. */
    private volatile Set<Long> rivals = Set.of();

    void setRivals(Set<Long> generations) {
        rivals = generations;
    }

    Optional<Top> get(String url) {
        return Optional.ofNullable(byUrl.get(url));
    }

    Collection<Top> all() {
        return List.copyOf(byUrl.values());
    }

    void put(Top top) {
        byUrl.put(top.url(), top);
        addRoot(top);
    }

    private void addRoot(Top top) {
        urlsByRoot
                .computeIfAbsent(top.root(), root -> ConcurrentHashMap.newKeySet())
                .add(top.url());
    }

    void remove(Top top) {
        byUrl.remove(top.url());
        urlsByRoot.computeIfPresent(top.root(), (root, urls) -> {
            urls.remove(top.url());
            return urls.isEmpty() ? null : urls;
        });
    }

    /**
     * The top index to give up, if there are too many: of the origin that has the most of them, so that nobody can
     * drive out the others', the one untouched for longest.
     */
    Optional<Top> surplus() {
        if (byUrl.size() <= MAX_TOPS) {
            return Optional.empty();
        }
        return byUrl.values().stream().collect(Collectors.groupingBy(Tops::originOf)).values().stream()
                .max(Comparator.comparingInt(List::size))
                .flatMap(most -> most.stream().min(Comparator.comparing(Top::touchedAt)));
    }

    private static String originOf(Top top) {
        int path = top.url().indexOf('/', top.url().indexOf("://") + "://".length());
        return top.url().substring(0, path);
    }

    /**
     * Doubts a top index at once, to be written down later, unless {@code sign} tells of the recorded generation.
     *
     * @param unknownToo whether one that is not known is remembered as never read
     */
    void doubt(String url, Optional<IndexName> unknownToo, Sign sign) {
        boolean room = byUrl.size() < 2 * MAX_TOPS;
        Top after = byUrl.compute(url, (key, top) -> {
            if (top == null) {
                return room && unknownToo.isPresent() ? Top.neverRead(url, unknownToo.get(), sign) : null;
            }
            return top.isRecorded(sign.version()) ? top : top.doubted(sign);
        });
        if (after != null) {
            addRoot(after);
            changed.add(url);
        }
    }

    /** Doubts every top index at once: none may have been seen in its present version. */
    void doubtAll(Sign sign) {
        for (String url : List.copyOf(byUrl.keySet())) {
            doubt(url, Optional.empty(), sign);
        }
    }

    /** Changes a known top index, to be written down by the caller; empty if there is none. */
    Optional<Top> change(String url, UnaryOperator<Top> change) {
        return Optional.ofNullable(byUrl.computeIfPresent(url, (key, top) -> change.apply(top)));
    }

    /**
     * Puts a generation in place that was read. Doubts that arose after {@code serial} stay.
     *
     * @return what now counts
     */
    Top read(Top read, long serial) {
        Top now = byUrl.merge(read.url(), read, (before, after) -> {
            Optional<Unread> later = before.unread().filter(its -> its.serial() > serial);
            return later.isPresent() ? after.stillUnread(later) : after;
        });
        addRoot(now);
        return now;
    }

    /** Tops marked since the last call. */
    List<Top> takeChanged() {
        List<Top> taken = new ArrayList<>();
        for (String url : List.copyOf(changed)) {
            changed.remove(url);
            get(url).ifPresent(taken::add);
        }
        return taken;
    }

    /** The lists of packages that count for a generation. */
    List<Long> listings(long generation) {
        return listings.getOrDefault(generation, List.of());
    }

    void setListings(long generation, List<Long> published) {
        listings.put(generation, List.copyOf(published));
    }

    /** Generations of known tops and their rivals; what is kept of others is forgotten. */
    Set<Long> generations() {
        Set<Long> used = ConcurrentHashMap.newKeySet();
        used.addAll(rivals);
        byUrl.values().forEach(top -> used.add(top.generation()));
        listings.keySet().retainAll(used);
        return used;
    }

    /** Top indexes whose root is a prefix of {@code locator}. */
    List<Top> covering(Locator locator) {
        List<Top> found = new ArrayList<>();
        for (String prefix : prefixes(locator)) {
            for (String url : urlsByRoot.getOrDefault(prefix, Set.of())) {
                get(url).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Every directory above the place of {@code locator}, as a URL ending in a slash, the origin's first. */
    static List<String> prefixes(Locator locator) {
        String url = locator.place();
        List<String> prefixes = new ArrayList<>();
        int slash = url.indexOf('/', locator.scheme().length() + "://".length());
        while (slash >= 0 && prefixes.size() < MAX_DEPTH) {
            prefixes.add(url.substring(0, slash + 1));
            slash = url.indexOf('/', slash + 1);
        }
        return prefixes;
    }

    /** Scheme, host and port of {@code locator}, as a URL ending in a slash. */
    static String origin(Locator locator) {
        return prefixes(locator).get(0);
    }
}
