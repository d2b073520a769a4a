package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The one pool for work that may block. Its queue is bounded: who finds it full does without, nobody waits. */
final class WorkerPool implements Executor {
    /** Threads: blocking work is half waiting, and two cores must not mean two disks' worth of it. */
    static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    /** Tasks that may wait for a thread. */
    static final int QUEUE = 1024;

    private final ThreadPoolExecutor threads;

    WorkerPool(int threadCount, int queueLength) {
        AtomicInteger serial = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueLength), work -> {
                    Thread thread = new Thread(work, "engine-" + serial.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** Whether {@code work} was taken. */
    boolean tryExecute(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether work waits for a thread. */
    boolean hasWaiting() {
        return !threads.getQueue().isEmpty();
    }

    /**
     * Lets what was taken finish, for at most {@code patience}. Nothing is interrupted: an interrupt closes the file
     * channel a thread is at, the database's among them.
     *
     * @return whether everything finished
     */
    boolean stop(Duration patience) {
        threads.shutdown();
        try {
            return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
