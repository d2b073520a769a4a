package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time that only goes forward, and things done after some of it. */
interface Alarm {
    /** Nanoseconds since some moment. */
    long nanos();

    /**
     * Runs {@code action}, which must not block, after so long, or never if the engine closes.
     *
     * @return forgets it, if that is not too late
     */
    Runnable after(Duration wait, Runnable action);

    /** The system's time, with actions on {@code timer}. */
    static Alarm on(ScheduledThreadPoolExecutor timer) {
        return new Alarm() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Runnable after(Duration wait, Runnable action) {
                try {
                    ScheduledFuture<?> set = timer.schedule(action, wait.toMillis(), TimeUnit.MILLISECONDS);
                    return () -> set.cancel(false);
                } catch (RejectedExecutionException e) {
                    return () -> {};
                }
            }
        };
    }
}
