package org.intelligentmirror.eviction;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;

/** Prints byte-hit ratios of the order, of others and of the bounds. Run by {@code scripts/bench/eviction}. */
public final class EvictionReplay {
    private static final double[] SHARES = {0.05, 0.1, 0.2, 0.4};

    private EvictionReplay() {}

    /** Takes the number of seeds for each site, 3 if none is given. */
    public static void main(String[] args) {
        int seeds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
        print("small", UpdateDays.Site.SMALL, seeds);
        print("large", UpdateDays.Site.LARGE, 1);
    }

    private static void print(String name, UpdateDays.Site site, int seeds) {
        System.out.printf(
                "%s site (%d names, %d days, %d machines), %d seeds: byte-hit ratio in percent%n",
                name, site.names(), site.days(), site.machines(), seeds);
        System.out.println("store, share of all bytes requested     5 %   10 %   20 %   40 %");
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            Trace trace = UpdateDays.of(site, seed);
            long all = trace.uniqueBytes();
            for (int i = 0; i < SHARES.length; i++) {
                long capacity = (long) (all * SHARES[i]);
                for (Map.Entry<String, LongFunction<Trace.Cache>> each :
                        caches(trace).entrySet()) {
                    double ratio = trace.byteHitRatio(each.getValue().apply(capacity));
                    sums.computeIfAbsent(each.getKey(), key -> new double[SHARES.length])[i] += ratio;
                }
                sums.computeIfAbsent("no cache can do better than (PFOO-L)", key -> new double[SHARES.length])[i] +=
                        OfflineBound.byteHitRatio(trace, capacity);
            }
        }
        sums.forEach((cache, ratios) -> {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-37s", cache));
            for (double ratio : ratios) {
                line.append(String.format(Locale.ROOT, "%7.2f", 100 * ratio / seeds));
            }
            System.out.println(line);
        });
        System.out.println();
    }

    private static Map<String, LongFunction<Trace.Cache>> caches(Trace trace) {
        Map<String, LongFunction<Trace.Cache>> caches = new LinkedHashMap<>();
        caches.put("LRU", OtherCaches.Lru::new);
        caches.put("GDSF", capacity -> new OtherCaches.Gdsf(capacity, 1));
        caches.put("LFU-DA", capacity -> new OtherCaches.Gdsf(capacity, 0));
        caches.put("S3-FIFO", capacity -> new OtherCaches.S3Fifo(trace, capacity));
        caches.put("ours without the catalog", capacity -> new OrderReplay(capacity, false));
        caches.put("ours", capacity -> new OrderReplay(capacity, true));
        caches.put("Belady, which knows the future", capacity -> new OtherCaches.Belady(trace, capacity));
        return caches;
    }
}
