package org.intelligentmirror.fetch;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.intelligentmirror.config.FetchConfig;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.origin.FetchOrder;
import org.intelligentmirror.origin.OriginFetcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fetcher. Orders wait in one bounded queue and run on a bounded pool; each has one thread from its begin to its
 * end.
 *
 * <p>An order is waiting, running or ended; the lock guards which. It ends in one of two ways, each told to its
 * listener once: by its own thread after it ran, or, if it never ran, by the thread {@code fetch-aside}.
 */
public final class HttpFetcher implements OriginFetcher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFetcher.class);

    private final FetchLimits limits;
    private final FetchRun.Means means;
    private final Lookups lookups;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor aside;
    private final Map<FetchEnd, LongAdder> ended = new EnumMap<>(FetchEnd.class);
    private final LongAdder bytes = new LongAdder();

    private final Object lock = new Object();

    /** Guarded by lock. */
    private final OrderQueue<Errand> queue;

    /** Guarded by lock. */
    private final Set<Errand> running = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Guarded by lock. */
    private boolean closed;

    /** What a test puts in the place of the world. */
    record World(Lookups.Resolver resolver, Supplier<SSLSocketFactory> tls, FetchLimits limits) {
        static final World REAL =
                new World(Lookups.SYSTEM, () -> (SSLSocketFactory) SSLSocketFactory.getDefault(), FetchLimits.STANDARD);
    }

    /**
     * A fetcher that takes orders. Blocks while it reads the proxy's password.
     *
     * @param tag what every request carries, so that this server knows it again
     * @throws IOException if {@code fetch.proxy} cannot be used; the message names the key
     */
    public static HttpFetcher open(FetchConfig config, String tag, OwnPorts ownPorts) throws IOException {
        return new HttpFetcher(config, ForwardProxy.of(config), tag, ownPorts, World.REAL);
    }

    HttpFetcher(FetchConfig config, Optional<ForwardProxy> proxy, String tag, OwnPorts ownPorts, World world) {
        this.limits = world.limits();
        this.queue = new OrderQueue<>(config.maxParallel(), config.maxPerHost(), limits.maxWaiting());
        this.threads = FetchThreads.pool("fetch-", config.maxParallel(), config.maxParallel());
        this.aside = FetchThreads.pool("fetch-aside-", 1, limits.maxWaiting());
        this.lookups = new Lookups(world.resolver(), config.maxParallel(), limits.lookup());
        this.timer = new ScheduledThreadPoolExecutor(1, FetchThreads.named("fetch-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        for (FetchEnd end : FetchEnd.values()) {
            ended.put(end, new LongAdder());
        }
        Connector connector = new Connector(
                limits, lookups, new Destinations(config.allowPrivate(), ownPorts), proxy, world.tls(), timer);
        RateLimit rate = new RateLimit(config.rateLimitBytes(), System::nanoTime);
        this.means = new FetchRun.Means(
                connector, rate, tag, () -> ThreadLocalRandom.current().nextDouble(), bytes::add);
    }

    @Override
    public Fetch fetch(FetchOrder order, FetchListener listener) {
        Errand errand = new Errand(order, listener);
        Optional<Errand> turnedAway;
        synchronized (lock) {
            turnedAway = closed ? Optional.of(errand) : queue.admit(errand);
            startAll();
        }
        turnedAway.ifPresent(other -> tellAside(other, FetchEnd.OVERLOAD));
        return errand;
    }

    /** Starts what may start. Needs the lock. */
    private void startAll() {
        for (Optional<Errand> next = queue.next(); next.isPresent(); next = queue.next()) {
            running.add(next.get());
            threads.execute(next.get());
        }
    }

    /** Not on the caller's thread where that can be avoided: it may hold locks its listener wants. */
    private void tellAside(Errand errand, FetchEnd how) {
        try {
            aside.execute(() -> errand.tell(how));
        } catch (RejectedExecutionException e) {
            errand.tell(how);
        }
    }

    /** One order. */
    private final class Errand implements OrderQueue.Waiting, Fetch, Runnable {
        private final FetchOrder order;
        private final FetchListener listener;
        private final Line line = new Line();

        private Errand(FetchOrder order, FetchListener listener) {
            this.order = order;
            this.listener = listener;
        }

        @Override
        public String host() {
            return order.locator().host();
        }

        @Override
        public FetchOrder.Urgency urgency() {
            return order.urgency();
        }

        @Override
        public void run() {
            try {
                tell(carryOut());
            } finally {
                synchronized (lock) {
                    running.remove(this);
                    queue.done(this);
                    startAll();
                }
            }
        }

        private FetchEnd carryOut() {
            Future<?> total = timer.schedule(
                    () -> line.cut(FetchEnd.BROKEN), limits.total().toNanos(), TimeUnit.NANOSECONDS);
            try {
                return new FetchRun(means, order, listener, line).run();
            } catch (RuntimeException e) {
                LOG.warn("A fetch was given up because its listener failed", e);
                return FetchEnd.CANCELLED;
            } finally {
                total.cancel(false);
            }
        }

        private void tell(FetchEnd how) {
            endings(how).increment();
            try {
                listener.ended(how);
            } catch (RuntimeException e) {
                LOG.warn("The listener of a fetch failed at its end", e);
            }
        }

        @Override
        public void cancel() {
            boolean waited;
            synchronized (lock) {
                waited = queue.withdraw(this);
            }
            if (waited) {
                tellAside(this, FetchEnd.CANCELLED);
            } else {
                line.cut(FetchEnd.CANCELLED);
            }
        }
    }

    private LongAdder endings(FetchEnd how) {
        return Objects.requireNonNull(ended.get(how));
    }

    /** What it has done and is at. */
    public FetchFigures figures() {
        Map<FetchEnd, Long> endings = new EnumMap<>(FetchEnd.class);
        for (FetchEnd how : FetchEnd.values()) {
            endings.put(how, endings(how).sum());
        }
        synchronized (lock) {
            return new FetchFigures(endings, bytes.sum(), queue.running(), queue.waiting());
        }
    }

    /**
     * Ends every order, those that wait as {@link FetchEnd#OVERLOAD}, and takes no more. Blocks until their listeners
     * have been told, but not for long: one that blocks by itself is left behind.
     */
    @Override
    public void close() {
        List<Errand> waiting;
        List<Errand> cut;
        synchronized (lock) {
            closed = true;
            waiting = queue.drain();
            cut = List.copyOf(running);
        }
        waiting.forEach(errand -> tellAside(errand, FetchEnd.OVERLOAD));
        cut.forEach(errand -> errand.line.cut(FetchEnd.CANCELLED));
        lookups.close();
        threads.shutdown();
        aside.shutdown();
        long deadline = System.nanoTime() + limits.stop().toNanos();
        try {
            boolean told = threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && aside.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!told) {
                LOG.warn("Some fetches did not end in time; they are left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
    }
}
