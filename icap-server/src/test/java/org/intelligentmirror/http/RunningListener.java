package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.CatalogReport;
import org.intelligentmirror.config.Cidr;
import org.intelligentmirror.config.HttpConfig;
import org.intelligentmirror.config.ListenAddress;
import org.intelligentmirror.handoff.HandoffSeal;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.metrics.ServerMetrics;

/** A real listener on a port of loopback the system chose, with clients for it. */
final class RunningListener implements AutoCloseable {
    /** What the leak detector, paranoid in the tests, has found so far. */
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static final Duration PATIENCE = Duration.ofSeconds(5);

    final ShelfInventory shelf;
    final ServerMetrics metrics = new ServerMetrics("2.0-test", () -> 0);
    final Path tokenFile;
    final TestClock handoffClock = new TestClock();
    final Handoffs handoffs;
    final InetSocketAddress address;
    final HttpListener listener;
    volatile HealthSource.Health health = new HealthSource.Health(HealthSource.Status.OK, Map.of("store", "fine"));
    volatile Executor pool;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpTransport transport = HttpTransport.nio(2);
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    RunningListener(Path folder) throws IOException {
        this(folder, HttpLimits.MAX_CONNECTIONS, "127.0.0.0/8");
    }

    RunningListener(Path folder, int maxConnections, String allow) throws IOException {
        ByteBufUtil.setLeakListener((resource, records) -> LEAKS.add(records));
        this.shelf = new ShelfInventory(folder);
        this.tokenFile = folder.resolve("admin.token");
        this.pool = threads;
        this.handoffs = new Handoffs(
                HandoffSeal.loadOrCreate(folder.resolve("handoff.key"), new SecureRandom()), shelf, handoffClock, 1);
        HttpConfig config = new HttpConfig(
                new ListenAddress("127.0.0.1", 0),
                Optional.of(URI.create("http://mirror.example:8344")),
                List.of(Cidr.parse(allow).orElseThrow()));
        HttpBackend backend = new HttpBackend(
                shelf,
                new ListedPins(),
                ListedPins::report,
                task -> pool.execute(task),
                metrics,
                () -> health,
                () -> report,
                RunningListener::locator,
                handoffs,
                AdminToken.loadOrCreate(tokenFile, new SecureRandom()),
                "2.0-test",
                () -> "127.0.0.1:1344");
        this.listener = new HttpListener(config, transport, backend, Clock.systemUTC(), maxConnections);
        this.address = listener.start();
    }

    /** What the catalog has to tell. */
    volatile CatalogReport report = CatalogReport.EMPTY;

    String authority() {
        return "127.0.0.1:" + address.getPort();
    }

    String token() throws IOException {
        return java.nio.file.Files.readString(tokenFile).strip();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + authority() + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> admin(String path) throws IOException, InterruptedException {
        return send(request("/admin/v1/" + path).header("Authorization", "Bearer " + token()));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request("/admin/v1/" + path)
                .header("Authorization", "Bearer " + token())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return bytes(request(path));
    }

    HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends {@code wire} as it is and returns everything that comes back until the end. */
    String raw(String wire) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(address, (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static Optional<Locator> locator(String url) {
        if (!url.startsWith("http://")) {
            return Optional.empty();
        }
        String[] parts = url.substring("http://".length()).split("/", 2);
        String[] rest = (parts.length > 1 ? parts[1] : "").split("\\?", 2);
        return Optional.of(new Locator(
                "http", parts[0], 80, "/" + rest[0], rest.length > 1 ? Optional.of(rest[1]) : Optional.empty()));
    }

    @Override
    public void close() {
        listener.close();
        transport.shutDown();
        threads.shutdownNow();
        // Leaks are found when a collected buffer is seen, at the next allocation.
        System.gc();
        ByteBufAllocator.DEFAULT.directBuffer().release();
        assertThat(LEAKS).isEmpty();
    }
}
