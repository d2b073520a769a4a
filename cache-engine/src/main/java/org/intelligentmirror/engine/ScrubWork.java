package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.store.StoreException;

/** The thread of the {@link Scrubber}: of its own, so that a disk that hangs delays no sync. */
final class ScrubWork {
    /** Rest after the start, which has better things to read. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final Scrubber scrubber;
    private final FaultLog faults;
    private final ScheduledThreadPoolExecutor thread = CaptureRunner.daemon("engine-scrub");

    ScrubWork(Scrubber scrubber, FaultLog faults) {
        this.scrubber = scrubber;
        this.faults = faults;
    }

    void start() {
        after(Duration.ZERO, this::load);
    }

    private void load() {
        try {
            scrubber.load();
        } catch (StoreException | RuntimeException e) {
            faults.report("how far the scrub is could not be read", e);
        }
        after(FIRST, this::run);
    }

    private void after(Duration wait, Runnable work) {
        try {
            ScheduledFuture<?> unused = thread.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Stopping.
        }
    }

    private void run() {
        Duration wait = Scrubber.REST;
        try {
            wait = scrubber.step();
        } catch (StoreException | RuntimeException e) {
            faults.report("a stored package could not be checked", e);
        }
        after(wait, this::run);
    }

    /** Ends after the running step, at most {@code patience} from now, and records how far it came. */
    void stop(Duration patience) {
        thread.shutdown();
        try {
            if (thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                scrubber.stop();
            }
        } catch (StoreException e) {
            faults.report("how far the scrub is could not be recorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
