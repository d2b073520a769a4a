package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real curls that run at once through one proxy, each into a file of its own. */
final class Curls implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Path folder = Folders.temporary("curls");
    private final List<Process> processes = new ArrayList<>();
    private final int proxyPort;

    Curls(int proxyPort) {
        this.proxyPort = proxyPort;
    }

    /** Starts one; its number, from 0. */
    int start(String url, String... options) {
        int number = processes.size();
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "-x", "http://127.0.0.1:" + proxyPort));
        words.addAll(List.of("-o", file(number).toString()));
        words.addAll(List.of(options));
        words.add(url);
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(number + ".said").toFile());
            Command.cleanse(builder.environment());
            processes.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return number;
    }

    private Path file(int number) {
        return folder.resolve(Integer.toString(number));
    }

    /** Bytes it has written so far. */
    long received(int number) {
        return file(number).toFile().length();
    }

    boolean isRunning(int number) {
        return processes.get(number).isAlive();
    }

    /** Ends it as a user does who loses patience. */
    void kill(int number) {
        processes.get(number).destroyForcibly();
    }

    /** Waits for its end; its exit status. */
    int await(int number) {
        try {
            if (!processes.get(number).waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("curl " + number + " hangs with " + received(number) + " bytes");
            }
            return processes.get(number).exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    byte[] body(int number) {
        try {
            return Files.readAllBytes(file(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        Folders.delete(folder);
    }
}
