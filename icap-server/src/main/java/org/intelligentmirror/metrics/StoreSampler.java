package org.intelligentmirror.metrics;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's figures in {@link ServerMetrics} fresh, so that a scrape never asks the store. The timer only hands
 * the question to the blocking pool; at most one is under way, and a full pool just leaves the figures as they are.
 */
public final class StoreSampler implements AutoCloseable {
    /** How old scraped figures of the store get. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StoreSampler.class);

    private final Inventory inventory;
    private final Executor pool;
    private final ServerMetrics metrics;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final Future<?> timer;

    /** Samples at once and every {@link #PERIOD} until closed. {@code clock} may be an event loop. */
    public StoreSampler(Inventory inventory, Executor pool, ServerMetrics metrics, ScheduledExecutorService clock) {
        this.inventory = inventory;
        this.pool = pool;
        this.metrics = metrics;
        this.timer = clock.scheduleAtFixedRate(this::tick, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends sampling; a sample under way may still arrive. */
    @Override
    public void close() {
        timer.cancel(false);
    }

    private void tick() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        try {
            pool.execute(this::sample);
        } catch (RejectedExecutionException e) {
            underWay.set(false);
        }
    }

    private void sample() {
        try {
            metrics.verified(inventory.scrub());
            metrics.storeStats(inventory.stats());
        } catch (StoreException | RuntimeException e) {
            LOG.warn("The store's figures could not be read", e);
        } finally {
            underWay.set(false);
        }
    }
}
