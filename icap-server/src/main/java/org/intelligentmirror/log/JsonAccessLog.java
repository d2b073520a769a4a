package org.intelligentmirror.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.intelligentmirror.config.LogConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: {@code access.log} in the log directory, one JSON object a line with the keys {@code time},
 * {@code service}, {@code client}, {@code user}, {@code method}, {@code url}, {@code verdict}, {@code reason},
 * {@code bytes}, {@code ms}, {@code sha256} and {@code stored}, in this order; {@code null} where there is nothing to
 * say. {@code time} is UTC, {@code url} has no user-info, query and fragment.
 *
 * <p>Any thread may record. One thread of its own formats and writes, and flushes when it has caught up. What does not
 * fit the queue, and what the disk does not take, is counted and forgotten: logging never holds up a transaction.
 */
public final class JsonAccessLog implements AccessLog, AutoCloseable {
    /** Entries that may wait to be written. */
    public static final int QUEUE_ENTRIES = 8192;

    /** How long {@link #close} waits for those that wait. */
    public static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** How long entries may wait to be written together. Nobody is woken for one: that would cost its event loop. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(JsonAccessLog.class);

    private final BlockingQueue<AccessEntry> queue = new ArrayBlockingQueue<>(QUEUE_ENTRIES);
    private final LongAdder dropped = new LongAdder();
    private final LineFile file;
    private final Thread writer;
    private volatile boolean closing;

    /** A log whose writer does not run yet. */
    JsonAccessLog(LogConfig config, LongSupplier nanoTime) {
        file = new LineFile(config, "access", nanoTime, dropped);
        writer = new Thread(this::write, "access-log");
        writer.setDaemon(true);
    }

    /** Starts the log. Works, and counts, even when the directory cannot be written. */
    public static JsonAccessLog open(LogConfig config) {
        JsonAccessLog log = new JsonAccessLog(config, System::nanoTime);
        log.start();
        return log;
    }

    void start() {
        writer.start();
    }

    @Override
    public void record(AccessEntry entry) {
        if (closing || !queue.offer(entry)) {
            dropped.increment();
        }
    }

    /** Entries that were not written, because the queue was full or the file failed. */
    public long dropped() {
        return dropped.sum();
    }

    private void write() {
        try {
            while (true) {
                AccessEntry entry = next();
                if (entry != null) {
                    write(entry);
                } else if (closing) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("access.log is closed with {} entries unwritten", queue.size());
        } finally {
            file.close();
        }
    }

    private @Nullable AccessEntry next() throws InterruptedException {
        AccessEntry waiting = queue.poll();
        if (waiting != null) {
            return waiting;
        }
        file.flush();
        if (!closing) {
            Thread.sleep(GATHER.toMillis());
        }
        return queue.poll();
    }

    private void write(AccessEntry entry) {
        try {
            file.append(AccessLine.of(entry));
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.warn("an entry of access.log cannot be written", e);
        }
    }

    /** Stops recording, and writes what waits for at most {@link #CLOSE_WAIT}. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(CLOSE_WAIT.toMillis());
            if (writer.isAlive()) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        dropped.add(queue.size());
        queue.clear();
    }
}
