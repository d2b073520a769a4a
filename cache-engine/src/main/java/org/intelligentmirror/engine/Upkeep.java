package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.SyncMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may take hours: making the index again, taking in blobs that a power loss left without a record, and writing the
 * journal anew. On one thread of its own; a step that fails is tried again a minute later.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final OpenedStore opened;
    private final PackageVault vault;
    private final VaultSync sync;
    private final SyncMark mark;
    private final boolean distrusted;
    private final FaultLog faults;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread = CaptureRunner.daemon("engine-upkeep");
    private volatile RebuildProgress progress = new RebuildProgress();
    private volatile boolean rebuild;
    private volatile boolean stopping;
    private boolean adopt;
    private volatile boolean idle;
    private volatile Sequel whenWhole = () -> {};

    Upkeep(OpenedStore opened, FaultLog faults, Clock clock) {
        this.opened = opened;
        this.vault = opened.vault();
        this.sync = opened.sync();
        this.mark = opened.mark();
        this.faults = faults;
        this.clock = clock;
        this.rebuild = opened.rebuild();
        this.distrusted = opened.distrusted();
        this.adopt = distrusted;
        if (distrusted || vault.store().isOlder()) {
            // The index may know what the journal has lost.
            vault.journal().distrust();
        }
    }

    /** What follows when the index is whole. */
    @FunctionalInterface
    interface Sequel {
        /** Tried again if it fails. */
        void run() throws StoreException;
    }

    /** @param then runs on another thread when the index holds all that is stored */
    void start(Sequel then) {
        whenWhole = then;
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::step, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How far the making of the index has come. */
    RebuildState state() {
        return rebuild ? progress.state() : RebuildState.NONE;
    }

    /** Whether everything a start left to do is done. */
    boolean isIdle() {
        return idle;
    }

    private void step() {
        try {
            if (rebuild) {
                rebuild();
            }
            if (adopt && !stopping) {
                new BlobAdoption(vault, clock, progress).run();
                adopt = stopping;
            }
            if (!rebuild && !adopt) {
                whenWhole.run();
                whenWhole = () -> {};
            }
            JournalRenewal renewal = new JournalRenewal(opened, () -> stopping);
            if (!stopping && !rebuild && (vault.journal().isIncomplete() || renewal.isDue())) {
                vault.journal().trust();
                renew(renewal);
            }
            if (!rebuild && !adopt) {
                opened.index().learnLocators(() -> stopping);
            }
            idle = !rebuild && !adopt;
        } catch (StoreException | RuntimeException e) {
            faults.report("the store could not be put in order", e);
        }
    }

    private void renew(JournalRenewal renewal) throws StoreException {
        boolean done = false;
        try {
            done = renewal.run();
        } finally {
            if (!done) {
                vault.journal().distrust();
            }
        }
    }

    /** Does on this thread what a lost index needs, and tells every second how far it has come. */
    RebuildState rebuildNow(Consumer<RebuildState> watch) throws StoreException {
        ScheduledFuture<?> ticking =
                thread.scheduleAtFixedRate(() -> watch.accept(progress.state()), 1, 1, TimeUnit.SECONDS);
        try {
            rebuild();
            renew(new JournalRenewal(opened, () -> stopping));
            return progress.state();
        } finally {
            ticking.cancel(false);
            thread.shutdown();
        }
    }

    /** Makes the index again from all there is. What is captured meanwhile goes into it at once. */
    void rebuild() throws StoreException {
        RebuildProgress fresh = new RebuildProgress();
        progress = fresh;
        if (stopping) {
            return;
        }
        LOG.warn("the index is made again from the journal and from what is on disk");
        LiveChanges live = vault.rebuilding();
        JournalPosition until = vault.journal().file().position();
        JournalReplay.Distrust distrust = new JournalReplay.Distrust(
                position -> distrusted && position.compareTo(mark.journal()) > 0,
                position -> position.compareTo(mark.journal()) > 0);
        new JournalReplay(vault, opened.index().retention(), live, distrust, fresh).run(JournalPosition.START, until);
        new BlobAdoption(vault, clock, fresh).run();
        if (fresh.isStopping()) {
            return;
        }
        if (fresh.damagedLines.get() > 0) {
            vault.journal().distrust();
        }
        sync.rebuilt();
        vault.rebuilt();
        vault.store().endRebuild();
        adopt = false;
        rebuild = false;
        RebuildState done = fresh.state();
        LOG.info(
                "the index is whole: {} packages, {} of them unknown to the journal; {} files quarantined, {} lines of"
                        + " the journal damaged",
                done.packages(),
                done.adopted(),
                done.quarantined(),
                done.damagedLines());
    }

    /** Ends at the next step of what runs, at most {@code patience} from now. */
    void stop(Duration patience) {
        stopping = true;
        progress.stop();
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
