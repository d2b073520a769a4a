package org.intelligentmirror.eviction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A made-up month or more of package requests at a site with machines that update, a lab that reinstalls every day and
 * people who install this and that; the same for the same seed.
 *
 * <p>A package name has a popularity (Zipf) and a size (log-normal, median 60 KB, with a long tail, up to 200 MB); a
 * version of it is one object. Every day some names get a new version, which takes the old one from the index; on some
 * days, a tenth of all do.
 *
 * <ul>
 *   <li>machines: each has its own set of installed names and fetches what changed, most once a day, some on Tuesdays
 *   <li>lab: images with one fixed set of names are built all day
 *   <li>installs: names by popularity, with the names they need
 *   <li>laggards: one build in ten that goes on with the versions of the first day
 *   <li>sweep: somebody copies the whole repository, once
 * </ul>
 */
final class UpdateDays {
    static final int MINUTES_PER_DAY = 1440;

    /** How much of everything. */
    record Site(int names, int days, int machines, int labBuildsPerDay, int installsPerDay, int sweepDay) {
        static final Site SMALL = new Site(2500, 40, 60, 12, 120, 20);
        static final Site LARGE = new Site(20_000, 90, 300, 40, 600, 45);
    }

    private final Site site;
    private final Random random;
    private final double[] cumulated;
    private final int[] current;
    private final int[] first;
    private final long[] sizeOfName;
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    private UpdateDays(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
        this.cumulated = new double[site.names()];
        this.current = new int[site.names()];
        this.sizeOfName = new long[site.names()];
        double sum = 0;
        for (int name = 0; name < site.names(); name++) {
            sum += 1 / Math.pow(name + 1, 0.9);
            cumulated[name] = sum;
            sizeOfName[name] = (long) Math.min(200e6, Math.max(2_000, 60_000 * Math.exp(1.9 * random.nextGaussian())));
            release(name, -1);
        }
        this.first = current.clone();
    }

    static Trace of(Site site, long seed) {
        UpdateDays days = new UpdateDays(site, seed);
        days.run();
        return days.trace();
    }

    private void release(int name, int minute) {
        if (minute >= 0) {
            events.add(new Event(minute, current[name], false));
        }
        current[name] = sizes.size();
        sizes.add((int) (sizeOfName[name] * (0.97 + 0.06 * random.nextDouble())));
    }

    private int popular() {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        return Math.min(site.names() - 1, found < 0 ? -found - 1 : found);
    }

    private int[] popular(int count) {
        return random.ints(3L * count, 0, 1)
                .map(ignored -> popular())
                .distinct()
                .limit(count)
                .toArray();
    }

    private record Event(int minute, int object, boolean requested) {}

    private void request(int minute, int object) {
        events.add(new Event(minute, object, true));
    }

    private void run() {
        int[][] installed = new int[site.machines()][];
        int[][] has = new int[site.machines()][];
        for (int machine = 0; machine < installed.length; machine++) {
            installed[machine] = popular(200 + random.nextInt(400));
            has[machine] =
                    Arrays.stream(installed[machine]).map(name -> current[name]).toArray();
        }
        int[] lab = popular(250);
        for (int day = 0; day < site.days(); day++) {
            int midnight = day * MINUTES_PER_DAY;
            int releases = site.names() / (day % 14 == 10 ? 10 : 150);
            for (int i = 0; i < releases; i++) {
                // What many use is released more often.
                release(random.nextBoolean() ? popular() : random.nextInt(site.names()), midnight);
            }
            for (int machine = 0; machine < installed.length; machine++) {
                if (machine % 4 != 0 || day % 7 == 1) {
                    update(installed[machine], has[machine], midnight + 360 + random.nextInt(240));
                }
            }
            buildAndInstall(lab, midnight);
            if (day == site.sweepDay()) {
                for (int name = 0; name < site.names(); name++) {
                    request(midnight + 60 + name * 600 / site.names(), current[name]);
                }
            }
        }
    }

    private void buildAndInstall(int[] lab, int midnight) {
        for (int build = 0; build < site.labBuildsPerDay(); build++) {
            int minute = midnight + 480 + random.nextInt(600);
            for (int name : lab) {
                request(minute, build % 10 == 9 ? first[name] : current[name]);
            }
        }
        for (int install = 0; install < site.installsPerDay(); install++) {
            int minute = midnight + random.nextInt(MINUTES_PER_DAY);
            int name = popular();
            for (int needed = 0; needed < 1 + name % 8; needed++) {
                request(minute, current[(name + needed * 37) % site.names()]);
            }
        }
    }

    private void update(int[] names, int[] has, int minute) {
        for (int i = 0; i < names.length; i++) {
            if (has[i] != current[names[i]]) {
                has[i] = current[names[i]];
                request(minute, has[i]);
            }
        }
    }

    private Trace trace() {
        // Stable: what is of one minute stays in order.
        events.sort(Comparator.comparingInt(Event::minute));
        boolean[] requested = new boolean[events.size()];
        for (int i = 0; i < requested.length; i++) {
            requested[i] = events.get(i).requested();
        }
        return new Trace(
                events.stream().mapToInt(Event::minute).toArray(),
                events.stream().mapToInt(Event::object).toArray(),
                requested,
                sizes.stream().mapToInt(Integer::intValue).toArray());
    }
}
