package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.intelligentmirror.index.LargeStore;
import org.intelligentmirror.store.FileOperations;

/**
 * Prints what evicting one package costs in stores of several sizes: a store is opened whose limit has become lower
 * than what it holds. The packages have no files, so this is ranking, journal, index and the attempt to delete. Run by
 * {@code scripts/bench/eviction}.
 */
public final class EvictionCost {
    private static final int[] SIZES = {10_000, 10_000, 100_000, 1_000_000};
    /** The store is filled to this share of its limit: above the high water mark, so some three in a hundred leave. */
    private static final double FILLED = 0.985;

    private EvictionCost() {}

    /** Takes a directory to make the stores in, and the size of the largest. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long largest = Long.parseLong(args[1]);
        System.out.printf("%10s %10s %14s %14s%n", "packages", "evicted", "us each", "ms to be ready");
        for (int run = 0; run < SIZES.length; run++) {
            if (SIZES[run] <= largest) {
                Path store = folder.resolve("store-" + run);
                LargeStore.make(store, SIZES[run], 1, 0);
                String line = measure(store, SIZES[run]);
                if (run > 0) {
                    System.out.println(line);
                }
                delete(store);
            }
        }
    }

    private static String measure(Path store, long packages) throws Exception {
        long limit = (long) (packages * LargeStore.LENGTH / FILLED);
        long opened = System.nanoTime();
        try (CacheEngine engine = EngineFixture.open(
                EngineFixture.limited(store, limit, 0, 0), Clock.systemUTC(), FileOperations.real())) {
            while (evicted(engine) == 0) {
                Thread.sleep(1);
            }
            long began = System.nanoTime();
            long before = evicted(engine);
            while (engine.capacity().storedBytes() > limit * 0.951) {
                Thread.sleep(1);
            }
            long count = evicted(engine) - before;
            return String.format(
                    Locale.ROOT,
                    "%10d %10d %14.1f %14d",
                    packages,
                    count,
                    (System.nanoTime() - began) / 1e3 / count,
                    (began - opened) / 1_000_000);
        }
    }

    private static long evicted(CacheEngine engine) {
        return engine.eviction().evicted().values().stream()
                .mapToLong(each -> each.packages())
                .sum();
    }

    private static void delete(Path store) throws IOException {
        try (Stream<Path> all = Files.walk(store)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
