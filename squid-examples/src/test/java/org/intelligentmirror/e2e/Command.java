package org.intelligentmirror.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a program to its end in bounded time, away from the proxies and locales of whoever runs the tests. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** What a program said and how it ended. */
    record Result(int exit, String out, String err) {
        /** This result, if the program succeeded. */
        Result succeeded() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    private Command() {}

    static Result run(List<String> words) {
        return run(words, Map.of());
    }

    static Result run(String... words) {
        return run(List.of(words), Map.of());
    }

    /** Runs with these variables added to a clean environment. */
    static Result run(List<String> words, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile("im-e2e", ".out");
            Path err = Files.createTempFile("im-e2e", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                cleanse(builder.environment());
                builder.environment().putAll(environment);
                int exit = await(builder.start(), words);
                return new Result(exit, read(out), read(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words, e);
        }
    }

    /** Drops proxies, which would lead clients elsewhere, and translations of what programs print. */
    static void cleanse(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    private static int await(Process process, List<String> words) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(words + " took longer than " + LIMIT);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
