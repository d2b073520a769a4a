package org.intelligentmirror.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A curl that runs while the test goes on: it can be looked at, and killed. */
final class RunningCurl implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder = Folders.temporary("curl");
    private final Process process;

    RunningCurl(int proxyPort, String url, String... options) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "--no-buffer", "--max-time", "50"));
        words.addAll(List.of("-x", "http://127.0.0.1:" + proxyPort, "--noproxy", ""));
        words.addAll(List.of("-o", body().toString()));
        words.addAll(List.of(options));
        words.add(url);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        Command.cleanse(builder.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path body() {
        return folder.resolve("body");
    }

    /** Bytes of the body it has by now. */
    byte[] received() {
        try {
            return Files.exists(body()) ? Files.readAllBytes(body()) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it complained of. */
    String said() {
        try {
            return received().length + " bytes; " + Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end; its exit status. */
    int exit() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
                throw new AssertionError("curl did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    @Override
    public void close() {
        kill();
        Folders.delete(folder);
    }
}
