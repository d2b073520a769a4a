import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two mirrors and a client: downloads each package twice through Squid and shows who sent the bytes.
 *
 * <p>Arguments: Squid's port, Squid's access log, the server's access log. Exit 0 if every verdict, every byte and
 * every count at the mirrors was as it should be, else 1.
 */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client;
    private final Path squidLog;
    private final Path serverLog;
    private long fromOrigin;
    private long saved;
    private boolean good = true;

    private Demo(int proxyPort, Path squidLog, Path serverLog) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxyPort)))
                .build();
        this.squidLog = squidLog;
        this.serverLog = serverLog;
    }

    public static void main(String[] args) throws Exception {
        Demo demo = new Demo(Integer.parseInt(args[0]), Path.of(args[1]), Path.of(args[2]));
        Map<String, byte[]> packages = new LinkedHashMap<>();
        packages.put("/fedora/hello-1.0-1.noarch.rpm", Samples.rpm(3_000_000));
        packages.put("/debian/hello_1.0_all.deb", Samples.deb(1_500_000));
        System.out.printf("%n%-7s %-31s %-26s %-17s %12s %8s%n",
                "mirror", "package", "verdict", "mirror saw", "bytes saved", "time");
        for (String name : List.of("first", "second")) {
            try (Mirror mirror = new Mirror(packages)) {
                for (Map.Entry<String, byte[]> each : packages.entrySet()) {
                    demo.fetch(name, mirror, each.getKey(), each.getValue(), "CAPTURE;reason=complete", 1);
                    demo.awaitStored(mirror.url(each.getKey()));
                    demo.fetch(name, mirror, each.getKey(), each.getValue(), "HIT;reason=same-url", 0);
                }
            }
        }
        System.out.printf("%nthe mirrors sent %,d bytes, the clients got %,d: %,d saved%n",
                demo.fromOrigin, demo.fromOrigin + demo.saved, demo.saved);
        System.out.println(demo.good ? "all as it should be" : "NOT as it should be");
        System.exit(demo.good ? 0 : 1);
    }

    /** One download, one line: what came, from where, at what cost to the mirror. */
    private void fetch(String who, Mirror mirror, String path, byte[] wanted, String verdict, int requests)
            throws Exception {
        int requestsBefore = mirror.requests.get();
        long bytesBefore = mirror.bytes.get();
        int linesBefore = Files.readAllLines(squidLog).size();
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(mirror.url(path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        long millis = (System.nanoTime() - start) / 1_000_000;
        String seen = squidVerdict(mirror.url(path), linesBefore);
        int asked = mirror.requests.get() - requestsBefore;
        long sent = mirror.bytes.get() - bytesBefore;
        boolean right = answer.statusCode() == 200 && Arrays.equals(answer.body(), wanted);
        fromOrigin += sent;
        saved += wanted.length - sent;
        System.out.printf("%-7s %-31s %-26s %d request%s %,9d %,11d %6d ms%n",
                who, path, seen, asked, asked == 1 ? " " : "s", sent, wanted.length - sent, millis);
        check(right, "the client did not get the package's bytes: status " + answer.statusCode());
        check(seen.equals(verdict), "expected " + verdict);
        check(asked == requests, "expected " + requests + " request(s) at the mirror");
    }

    private void check(boolean holds, String complaint) {
        if (!holds) {
            System.out.println("        WRONG: " + complaint);
            good = false;
        }
    }

    /** The last word of Squid's log line for this URL, written after the client has its last byte. */
    private String squidVerdict(URI url, int linesBefore) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            List<String> lines = Files.readAllLines(squidLog);
            for (String line : lines.subList(Math.min(linesBefore, lines.size()), lines.size())) {
                if (line.contains(" " + url + " ")) {
                    return line.substring(line.lastIndexOf(' ') + 1);
                }
            }
            Thread.sleep(20);
        }
        return "(no line in Squid's log)";
    }

    /** The package is on disk a moment after its last byte went past. */
    private void awaitStored(URI url) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.exists(serverLog) && Files.readAllLines(serverLog).stream()
                    .map(line -> line.replace("\": \"", "\":\""))
                    .anyMatch(line -> line.contains("\"" + url + "\"") && line.contains("\"stored\":\"yes\""))) {
                return;
            }
            Thread.sleep(20);
        }
        check(false, "the server did not store " + url);
    }

    /** A mirror on loopback that counts what it is asked for and what it sends. */
    private static final class Mirror implements AutoCloseable {
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private final Map<String, byte[]> files;
        private final HttpServer server;

        Mirror(Map<String, byte[]> files) throws IOException {
            this.files = files;
            this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", this::answer);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "mirror");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
        }

        URI url(String path) {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        }

        private void answer(HttpExchange exchange) throws IOException {
            requests.incrementAndGet();
            byte[] body = files.get(exchange.getRequestURI().getPath());
            try (exchange) {
                if (body == null) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
                bytes.addAndGet(body.length);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Packages made on the spot. */
    private static final class Samples {
        /** A stand-in for an rpm: the lead and the header magic of a real one, then random bytes. */
        static byte[] rpm(int size) {
            byte[] bytes = noise(size);
            byte[] lead = new byte[96];
            System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xab, (byte) 0xee, (byte) 0xdb, 3}, 0, lead, 0, 5);
            byte[] magic = {(byte) 0x8e, (byte) 0xad, (byte) 0xe8, 1, 0, 0, 0, 0};
            System.arraycopy(lead, 0, bytes, 0, lead.length);
            System.arraycopy(magic, 0, bytes, lead.length, magic.length);
            return bytes;
        }

        /** A real deb where dpkg-deb is there to make it, else an ar archive that begins as a deb does. */
        static byte[] deb(int size) throws Exception {
            Path work = Files.createTempDirectory("im-demo-deb");
            try {
                Files.createDirectories(work.resolve("hello/DEBIAN"));
                Files.writeString(work.resolve("hello/DEBIAN/control"),
                        "Package: hello\nVersion: 1.0\nArchitecture: all\nMaintainer: Demo <demo@localhost>\n"
                                + "Description: a package for the demo\n");
                Files.write(work.resolve("hello/payload"), noise(size));
                Process made = new ProcessBuilder("dpkg-deb", "-Znone", "--build", "hello", "hello.deb")
                        .directory(work.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("log").toFile())
                        .start();
                return made.waitFor() == 0 ? Files.readAllBytes(work.resolve("hello.deb")) : archive(size);
            } catch (IOException noSuchProgram) {
                return archive(size);
            } finally {
                try (var files = Files.walk(work)) {
                    files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        }

        private static byte[] archive(int size) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("!<arch>\n".getBytes());
            out.writeBytes(String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n2.0\n", "debian-binary", 0, 0, 0, "100644", 4)
                    .getBytes());
            out.writeBytes(noise(size));
            return out.toByteArray();
        }

        private static byte[] noise(int size) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            return bytes;
        }
    }
}
