package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.store.StoreException;

/** What happens by the clock: free space is sampled, uses are recorded, the store is synced. One thread of its own. */
final class BackgroundWork {
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(2);
    private static final Duration RECORD_USES_EVERY = Duration.ofSeconds(10);
    private static final Duration SYNC_EVERY = Duration.ofSeconds(30);
    private static final Duration SWEEP_LEASES_EVERY = Duration.ofSeconds(10);

    /** A step that may fail; the next one tries again. */
    @FunctionalInterface
    private interface Step {
        void run() throws StoreException;
    }

    private final PackageVault vault;
    private final VaultSync sync;
    private final FaultLog faults;
    private final ScheduledThreadPoolExecutor thread = CaptureRunner.daemon("engine-background");

    BackgroundWork(PackageVault vault, VaultSync sync, FaultLog faults) {
        this.vault = vault;
        this.sync = sync;
        this.faults = faults;
    }

    void start() {
        every(SAMPLE_EVERY, SAMPLE_EVERY, "free space could not be sampled", () -> sampleSpace(vault));
        every(RECORD_USES_EVERY, RECORD_USES_EVERY, "uses could not be recorded", vault::flushUses);
        every(SWEEP_LEASES_EVERY, SWEEP_LEASES_EVERY, "ended leases could not be swept", vault.leases()::sweep);
        Duration firstSync = vault.suspects().isOver() ? SYNC_EVERY : Duration.ZERO;
        every(firstSync, SYNC_EVERY, "the store could not be synced", () -> {
            boolean unused = sync.run(false);
        });
    }

    /** Tells the book of bytes how much room the file system has. */
    static void sampleSpace(PackageVault vault) throws StoreException {
        long ticket = vault.capacity().beforeSample();
        vault.capacity().sampled(vault.store().usableBytes(), ticket);
    }

    private void every(Duration first, Duration period, String failure, Step step) {
        Runnable guarded = () -> {
            try {
                step.run();
            } catch (StoreException | RuntimeException e) {
                faults.report(failure, e);
            }
        };
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(guarded, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends after the running step, at most {@code patience} from now. Nothing is interrupted: an interrupt closes the
     * file channel a thread is at, the database's among them.
     */
    void stop(Duration patience) {
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
