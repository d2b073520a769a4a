package org.intelligentmirror.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.intelligentmirror.config.ConfigLoader;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.store.StoreException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on ports of the system's choice, with its store in a directory of the test's. */
final class ServerFixture implements AutoCloseable {
    private final Path directory;
    private final Server server;

    private ServerFixture(Path directory, Server server) {
        this.directory = directory;
        this.server = server;
    }

    static ServerFixture start(Path directory, String... overrides) {
        return start(directory, Clock.systemUTC(), overrides);
    }

    static ServerFixture start(Path directory, Clock clock, String... overrides) {
        try {
            Path file = directory.resolve("test.toml");
            Files.writeString(file, """
                    icap.listen = "127.0.0.1:0"
                    http.listen = "127.0.0.1:0"
                    icap.delivery = "inline"
                    store.directory = "store"
                    store.min-free = 0
                    """);
            ConfigResult result = ConfigLoader.load(file, List.of(overrides));
            if (!(result instanceof ConfigResult.Valid valid)) {
                throw new IllegalArgumentException(result.toString());
            }
            return new ServerFixture(directory, Server.start(valid.config(), "test", clock));
        } catch (IOException | StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    Server server() {
        return server;
    }

    IcapTestClient connect() {
        return new IcapTestClient(server.icapAddress());
    }

    /** File names under the store's blobs, which are digests. */
    List<String> blobs() {
        Path blobs = directory.resolve("store/blobs");
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The access log so far. */
    List<JsonNode> accessLog() {
        try {
            Path file = directory.resolve("store/log/access.log");
            if (!Files.exists(file)) {
                return List.of();
            }
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    lines.add(JsonMapper.shared().readTree(line));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
