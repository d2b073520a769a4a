package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.ScrubMark;
import org.intelligentmirror.store.BlobCheck;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes every stored package again, one pass in {@link #PASS_EVERY}, and has what fails quarantined and forgotten.
 *
 * <p>A pass goes by order of commit and remembers its place, so the package that was checked or committed longest ago
 * is always the next one. It reads {@link #BYTES_PER_SECOND}, an eighth of that while the server is busy, in steps
 * short enough that nothing waits for them; no lock is held meanwhile. Used by one thread at a time, but for {@link
 * #mark}.
 */
final class Scrubber {
    /** From the beginning of a pass to that of the next, unless it takes longer. */
    static final Duration PASS_EVERY = Duration.ofDays(28);
    /** Most bytes read a second: 20 TB in the time of a pass. */
    static final int BYTES_PER_SECOND = 8 << 20;
    /** Bytes read in one step. */
    static final int STEP_BYTES = 1 << 20;
    /** What the smallest package counts for: opening a file costs a disk as much as reading this. */
    static final int FILE_BYTES = 1 << 16;
    /** How much slower it is while the server is busy. */
    static final int YIELD = 8;
    /** Longest that progress is not recorded. */
    static final Duration SAVE_EVERY = Duration.ofMinutes(1);
    /** Packages in a row whose bytes the disk does not give back: then the disk is at fault, not they. */
    static final int MAX_UNREADABLE = 8;
    /** Wait between two looks at whether a pass is due, and after a fault. */
    static final Duration REST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final Duration STEP_TIME = Duration.ofMillis(STEP_BYTES * 1000L / BYTES_PER_SECOND);
    private static final int PAGE = 64;

    private final PackageVault vault;
    private final BooleanSupplier busy;
    private final Clock clock;
    private final Deque<Blob> next = new ArrayDeque<>();
    private volatile @Nullable ScrubMark mark;
    private boolean loaded;
    private Instant savedAt = Instant.EPOCH;
    private int unreadable;
    private @Nullable Blob current;
    private @Nullable BlobCheck check;

    Scrubber(PackageVault vault, BooleanSupplier busy, Clock clock) {
        this.vault = vault;
        this.busy = busy;
        this.clock = clock;
    }

    /** How far the scrub is; empty before its first pass. Any thread. */
    Optional<ScrubMark> mark() {
        return Optional.ofNullable(mark);
    }

    /** Reads how far the scrub of an earlier run came; {@link #step} does so too. */
    void load() throws StoreException {
        if (!loaded) {
            mark = vault.index().scrubMark().orElse(null);
            loaded = true;
        }
    }

    /** Does a little work if there is any; returns the wait before the next step. */
    Duration step() throws StoreException {
        load();
        ScrubMark last = mark;
        if (last == null || (!last.running() && isDue(last))) {
            save(new ScrubMark(true, 0, clock.instant(), mark().flatMap(ScrubMark::finishedAt)));
        } else if (!last.running()) {
            return REST;
        }
        return advance() ? pause() : REST;
    }

    /** A clock that was set back makes a pass due: better once too often. */
    private boolean isDue(ScrubMark last) {
        Instant now = clock.instant();
        return now.isBefore(last.beganAt()) || !now.isBefore(last.beganAt().plus(PASS_EVERY));
    }

    /** One step of the pass; false if it is over. */
    private boolean advance() throws StoreException {
        long left = STEP_BYTES;
        while (left > 0) {
            Blob blob = current;
            if (blob == null) {
                blob = next();
                if (blob == null) {
                    end();
                    return false;
                }
                check = vault.store().beginCheck(blob.sha256(), blob.length());
                current = blob;
            }
            Optional<Finding> finding = check == null ? Optional.of(Finding.MISSING) : check.advance(left);
            left -= Math.max(FILE_BYTES, Math.min(left, blob.length()));
            if (finding.isPresent()) {
                letGo();
                seen(blob, finding.get());
            }
        }
        return true;
    }

    private @Nullable Blob next() throws StoreException {
        if (next.isEmpty()) {
            long after = mark().map(ScrubMark::position).orElse(0L);
            next.addAll(vault.index()
                    .list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE)));
        }
        return next.poll();
    }

    private void seen(Blob blob, Finding found) throws StoreException {
        // Recorded in memory first: a package that cannot be judged does not stop the pass.
        ScrubMark before = mark().orElseThrow();
        ScrubMark now = new ScrubMark(true, blob.sequence(), before.beganAt(), before.finishedAt());
        mark = now;
        unreadable = found == Finding.UNREADABLE ? unreadable + 1 : 0;
        if (unreadable > MAX_UNREADABLE) {
            LOG.error("the disk gives back none of {} packages in a row; they are left where they are", unreadable);
            throw new StoreException(StoreException.Kind.IO, "the disk of the store does not read");
        }
        vault.judge(blob, found);
        Instant time = clock.instant();
        if (time.isBefore(savedAt) || !time.isBefore(savedAt.plus(SAVE_EVERY))) {
            save(now);
        }
    }

    private void end() throws StoreException {
        ScrubMark over = mark().orElseThrow();
        save(new ScrubMark(false, 0, over.beganAt(), Optional.of(clock.instant())));
        LOG.info(
                "all packages were checked in {}; since the start {} failed",
                Duration.between(over.beganAt(), clock.instant()),
                vault.counts().failures());
    }

    private void save(ScrubMark now) throws StoreException {
        mark = now;
        vault.index().saveScrubMark(now);
        savedAt = clock.instant();
    }

    private Duration pause() {
        return busy.getAsBoolean() ? STEP_TIME.multipliedBy(YIELD) : STEP_TIME;
    }

    private void letGo() {
        BlobCheck over = check;
        if (over != null) {
            over.close();
        }
        check = null;
        current = null;
    }

    /** Records how far it came; a package half read is read anew. */
    void stop() throws StoreException {
        letGo();
        ScrubMark last = mark;
        if (last != null) {
            save(last);
        }
    }
}
