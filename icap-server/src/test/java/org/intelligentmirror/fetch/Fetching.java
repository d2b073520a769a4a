package org.intelligentmirror.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.intelligentmirror.config.Cidr;
import org.intelligentmirror.config.FetchConfig;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.origin.FetchOrder;

/** A fetcher with limits a test can wait for, names of its own, and listeners that remember. */
final class Fetching implements AutoCloseable {
    static final String TAG = "0ur5";
    static final FetchLimits LIMITS = new FetchLimits(
            10,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            3,
            Duration.ofMillis(1),
            Duration.ofSeconds(30));

    final OwnPorts ownPorts = new OwnPorts();
    final Map<String, List<String>> names = new HashMap<>();
    final AtomicInteger lookups = new AtomicInteger();
    Lookups.Resolver resolver = this::fromNames;
    FetchLimits limits = LIMITS;
    int maxParallel = 4;
    int maxPerHost = 4;
    List<Cidr> allowPrivate = List.of();
    Optional<ForwardProxy> proxy = Optional.empty();
    SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private Optional<HttpFetcher> fetcher = Optional.empty();

    static List<Cidr> blocks(String... texts) {
        List<Cidr> blocks = new ArrayList<>();
        for (String text : texts) {
            blocks.add(Cidr.parse(text).orElseThrow());
        }
        return blocks;
    }

    private List<InetAddress> fromNames(String name) throws UnknownHostException {
        lookups.incrementAndGet();
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : names.getOrDefault(name, List.of())) {
            addresses.add(InetAddress.getByName(address));
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return addresses;
    }

    /** Made at the first call, with what the fields are then. */
    HttpFetcher fetcher() {
        if (fetcher.isEmpty()) {
            FetchConfig config = new FetchConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    maxParallel,
                    maxPerHost,
                    0,
                    0.5,
                    true,
                    true,
                    allowPrivate);
            fetcher = Optional.of(new HttpFetcher(
                    config,
                    proxy,
                    TAG,
                    ownPorts,
                    new HttpFetcher.World(name -> resolver.resolve(name), () -> tls, limits)));
        }
        return fetcher.get();
    }

    static FetchOrder order(String url) {
        return order(url, 0, null, FetchOrder.Urgency.CLIENT_WAITS);
    }

    static FetchOrder rest(String url, long from, String validator) {
        return order(url, from, validator, FetchOrder.Urgency.CLIENT_WAITS);
    }

    static FetchOrder order(
            String url, long from, @org.jspecify.annotations.Nullable String validator, FetchOrder.Urgency urgency) {
        return new FetchOrder(LocatorParser.parse(url).orElseThrow(), from, Optional.ofNullable(validator), urgency);
    }

    /** Carries out one order to its end. */
    Recorder fetch(FetchOrder order) {
        Recorder recorder = new Recorder();
        fetcher().fetch(order, recorder);
        recorder.await();
        return recorder;
    }

    Recorder fetch(String url) {
        return fetch(order(url));
    }

    @Override
    public void close() {
        fetcher.ifPresent(HttpFetcher::close);
    }

    /** Remembers what it is told, and sees that it is told in the right order. */
    static class Recorder implements FetchListener {
        private final StringBuilder body = new StringBuilder();
        private final CompletableFuture<FetchEnd> end = new CompletableFuture<>();
        private Optional<FetchHead> head = Optional.empty();
        private final List<String> wrong = new ArrayList<>();

        @Override
        public synchronized boolean head(FetchHead told) {
            if (head.isPresent() || end.isDone()) {
                wrong.add("a head after " + (end.isDone() ? "the end" : "another"));
            }
            head = Optional.of(told);
            return true;
        }

        @Override
        public synchronized boolean bytes(ByteBuffer bytes) {
            if (head.isEmpty() || end.isDone()) {
                wrong.add("bytes without a head, or after the end");
            }
            body.append(StandardCharsets.ISO_8859_1.decode(bytes));
            return true;
        }

        @Override
        public synchronized void ended(FetchEnd how) {
            if (!end.complete(how)) {
                wrong.add("a second end: " + how);
            }
        }

        /** How it ended; waits for it. */
        FetchEnd await() {
            try {
                FetchEnd how = end.get(50, TimeUnit.SECONDS);
                if (!wrong.isEmpty()) {
                    throw new AssertionError(wrong);
                }
                return how;
            } catch (InterruptedException
                    | java.util.concurrent.ExecutionException
                    | java.util.concurrent.TimeoutException e) {
                throw new AssertionError("no end", e);
            }
        }

        boolean isOver() {
            return end.isDone();
        }

        synchronized Optional<FetchHead> head() {
            return head;
        }

        synchronized String body() {
            return body.toString();
        }
    }
}
