package org.intelligentmirror.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A real Squid in the foreground on a port of its own. */
final class SquidProcess implements AutoCloseable {
    private static final String PROGRAM = Files.isExecutable(Path.of("/usr/sbin/squid")) ? "/usr/sbin/squid" : "squid";
    private static final Duration START = Duration.ofSeconds(30);

    private final int port;
    private final String portOptions;
    private final String name;
    private final Path folder;
    private final Process process;

    /** As the other one, with a plain port. */
    SquidProcess(Path folder, int port, Function<Path, String> include) {
        this(folder, port, "", include);
    }

    /**
     * Starts Squid and waits until it answers.
     *
     * @param folder empty, reachable by Squid's user
     * @param portOptions what follows the port on its http_port line
     * @param include what stands before Squid's own http_access lines, by the file it is to log to
     */
    SquidProcess(Path folder, int port, String portOptions, Function<Path, String> include) {
        this.folder = folder;
        this.port = port;
        this.portOptions = portOptions;
        this.name = "ime2e" + port;
        try {
            if (System.getProperty("user.name").equals("root")) {
                Command.run("chown", user(), folder.toString()).succeeded();
            }
            Files.writeString(folder.resolve("include.conf"), include.apply(accessLog()));
            Files.writeString(folder.resolve("squid.conf"), configuration());
            ProcessBuilder builder = new ProcessBuilder(
                            PROGRAM,
                            "-N",
                            "-n",
                            name,
                            "-f",
                            folder.resolve("squid.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("console.log").toFile());
            Command.cleanse(builder.environment());
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(START)
                .failFast(() -> assertThat(process.isAlive()).as(this::logs).isTrue())
                .until(this::answers);
    }

    int port() {
        return port;
    }

    /** How many lines the access log has, so that later ones can be told from earlier. */
    int mark() {
        return lines().size();
    }

    /** The verdict in the first access-log line for this URL after the mark. Waits for it. */
    String verdictAfter(int mark, String url) {
        String field = " " + url.replaceFirst("\\?.*", "?") + " ";
        List<String> found = await("Squid's log line for " + url)
                .atMost(START)
                .until(
                        () -> lines().stream()
                                .skip(mark)
                                .filter(line -> line.contains(field))
                                .toList(),
                        l -> !l.isEmpty());
        return found.get(0).substring(found.get(0).lastIndexOf(' ') + 1);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Squid leaves these behind when it runs in the foreground.
        for (String part : List.of("metadata", "queues", "readers")) {
            Path.of("/dev/shm/" + name + "-cf__" + part + ".shm").toFile().delete();
        }
    }

    private String configuration() {
        return """
                http_port 127.0.0.1:%d %s
                include %s/include.conf
                http_access allow localhost
                http_access deny all
                pid_filename %s/squid.pid
                cache_log %s/cache.log
                coredump_dir %s
                pinger_enable off
                max_filedescriptors 4096
                connect_timeout 3 seconds
                connect_retries 0
                shutdown_lifetime 1 second
                """.formatted(port, portOptions, folder, folder, folder, folder);
    }

    private boolean answers() {
        try {
            return RawClient.exchange(port, "GET http://127.0.0.1:1/ HTTP/1.0\r\n\r\n")
                    .startsWith("HTTP/1.");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What this Squid says of how it was built. */
    static String build() {
        return Command.run(PROGRAM, "-v").out();
    }

    private static String user() {
        java.util.regex.Matcher user = java.util.regex.Pattern.compile("--with-default-user=([a-z_-]+)")
                .matcher(build());
        return user.find() ? user.group(1) : "nobody";
    }

    private Path accessLog() {
        return folder.resolve("access.log");
    }

    /** The access log so far. */
    List<String> lines() {
        try {
            return Files.exists(accessLog())
                    ? Files.readString(accessLog()).lines().toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logs() {
        try {
            Path log = folder.resolve("cache.log");
            return Files.readString(folder.resolve("console.log")) + (Files.exists(log) ? Files.readString(log) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
