package org.intelligentmirror.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as it is installed: a child JVM started by its launcher, with ports and a store of its own. */
final class ServerProcess implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getProperty("im.root", "..")).toAbsolutePath().normalize();

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration START = Duration.ofSeconds(40);
    private static final int STOP_SECONDS = 60;

    private final Path folder;
    private final Path store;
    private final Place place;
    private final List<String> settings;
    private final List<String> javaOptions;
    private Optional<Process> process = Optional.empty();

    /** Where it listens. */
    record Place(String address, int icapPort, int httpPort) {
        boolean isLoopback() {
            return address.equals(Staging.LOOPBACK);
        }

        /** Address and port of the HTTP listener. */
        String listener() {
            return address + ":" + httpPort;
        }
    }

    ServerProcess(Path folder, Path store, List<String> settings) {
        this(folder, store, new Place(Staging.LOOPBACK, Ports.free(), Ports.free()), settings, List.of());
    }

    ServerProcess(Path folder, Path store, Place place, List<String> settings, List<String> javaOptions) {
        this.folder = folder;
        this.store = store;
        this.place = place;
        this.settings = settings;
        this.javaOptions = javaOptions;
    }

    Place place() {
        return place;
    }

    int icapPort() {
        return place.icapPort();
    }

    int httpPort() {
        return place.httpPort();
    }

    Path configFile() {
        return folder.resolve("intelligentmirror.toml");
    }

    StoreView store() {
        return new StoreView(store);
    }

    /** Starts it and waits until ICAP answers. */
    void start() {
        try {
            writeConfig();
            List<String> words = new ArrayList<>();
            words.add(ROOT.resolve("scripts/intelligentmirror").toString());
            words.addAll(List.of("--config", configFile().toString()));
            settings.forEach(setting -> words.addAll(List.of("--set", setting)));
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
            Command.cleanse(builder.environment());
            List<String> options = new ArrayList<>(javaOptions);
            options.add("-Dio.netty.leakDetection.level=paranoid");
            builder.environment().put("INTELLIGENTMIRROR_JAVA_OPTS", String.join(" ", options));
            Process started = builder.start();
            process = Optional.of(started);
            await().atMost(START)
                    .failFast(
                            () -> assertThat(started.isAlive()).as(this::output).isTrue())
                    .until(() -> RawClient.answersOptions(place.address(), place.icapPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the configuration file without starting anything. */
    void writeConfig() {
        try {
            Files.writeString(configFile(), """
                    icap.listen = "%s:%d"
                    http.listen = "%s:%d"
                    store.directory = "%s"
                    log.directory = "%s"
                    """.formatted(
                            place.address(), icapPort(), place.address(), httpPort(), store, folder.resolve("log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM without waiting. */
    void askToStop() {
        process.ifPresent(Process::destroy);
    }

    /** Waits for the end after {@link #askToStop}; the exit status. */
    int awaitExit() {
        return ended(process.orElseThrow());
    }

    /** SIGTERM, then waits; the exit status. */
    int stop() {
        askToStop();
        int exit = awaitExit();
        process = Optional.empty();
        return exit;
    }

    /** {@code kill -9}. */
    void kill() {
        Process victim = process.orElseThrow();
        victim.destroyForcibly();
        ended(victim);
        process = Optional.empty();
    }

    /** Everything it printed. */
    String output() {
        try {
            return Files.exists(console()) ? Files.readString(console()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of its access log for this URL, oldest first. */
    List<JsonNode> accessLog(String url) {
        Path file = folder.resolve("log/access.log");
        try {
            return Files.exists(file)
                    ? Files.readString(file)
                            .lines()
                            .map(JSON::readTree)
                            .filter(line -> line.path("url").asString().equals(url))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of the metric whose line begins so. */
    double metric(String start) {
        return page("/metrics")
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + start));
    }

    /** What its HTTP listener says at this path, header and all. */
    String page(String path) {
        String host = place.listener();
        return RawClient.exchange(
                place.address(),
                httpPort(),
                "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    /** Runs imctl against this server. */
    Command.Result imctl(String... words) {
        List<String> all = new ArrayList<>();
        all.add(ROOT.resolve("scripts/imctl").toString());
        all.addAll(List.of("--config", configFile().toString()));
        all.addAll(List.of(words));
        return Command.run(all);
    }

    /** Stops it and fails if a buffer leaked while it ran. */
    @Override
    public void close() {
        if (process.filter(Process::isAlive).isPresent()) {
            stop();
        }
        if (output().contains("LEAK")) {
            throw new AssertionError("a buffer leaked:\n" + output());
        }
    }

    private Path console() {
        return folder.resolve("console.log");
    }

    private int ended(Process running) {
        try {
            if (!running.waitFor(STOP_SECONDS, SECONDS)) {
                running.destroyForcibly();
                throw new AssertionError("the server did not stop: " + output());
            }
            return running.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
