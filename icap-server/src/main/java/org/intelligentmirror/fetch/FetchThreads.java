package org.intelligentmirror.fetch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of this package: named, and none that keeps the process alive. */
final class FetchThreads {
    private static final long IDLE_SECONDS = 30;

    private FetchThreads() {}

    static ThreadFactory named(String prefix) {
        AtomicInteger serial = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + serial.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** At most {@code most} threads, which go when there is nothing to do; {@code queue} tasks may wait for one. */
    static ThreadPoolExecutor pool(String prefix, int most, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), named(prefix));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
