package org.intelligentmirror.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.intelligentmirror.config.LogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    private static final int MAX_BYTES = 1000;
    private static final byte[] LINE = ("x".repeat(99) + "\n").getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong();
    private final LongAdder lost = new LongAdder();

    private LineFile open(Path where, int maxFiles) {
        return new LineFile(new LogConfig(where, MAX_BYTES, maxFiles), "access", now::get, lost);
    }

    private static List<Path> rotated(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.filter(file -> file.getFileName().toString().matches("access\\.\\d{4}-.*\\.log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileIsRotatedWhenItReachesItsSizeAndNotBefore() throws IOException {
        try (LineFile file = open(directory, 5)) {
            append(file, MAX_BYTES / LINE.length);
            assertThat(rotated(directory)).isEmpty();
            append(file, 1);
        }
        assertThat(rotated(directory))
                .singleElement()
                .satisfies(old -> assertThat(old).hasSize(MAX_BYTES));
        assertThat(directory.resolve("access.log")).hasSize(LINE.length);
        assertThat(lost.sum()).isZero();
    }

    @Test
    void theOldestFilesPastTheCapAreDeleted() throws IOException {
        Files.writeString(directory.resolve("access.2001-01-01.0.log"), "old");
        Files.writeString(directory.resolve("access.2001-01-01.10.log"), "newer");
        Files.writeString(directory.resolve("access.2001-01-01.9.log"), "old");
        Files.writeString(directory.resolve("other.2001-01-01.0.log"), "not ours");
        try (LineFile file = open(directory, 2)) {
            append(file, 1);
            assertThat(rotated(directory))
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactly("access.2001-01-01.10.log", "access.2001-01-01.9.log");
            append(file, 3 * MAX_BYTES / LINE.length);
        }
        assertThat(rotated(directory))
                .hasSize(2)
                .allSatisfy(old -> assertThat(old).hasSize(MAX_BYTES));
        assertThat(directory.resolve("other.2001-01-01.0.log")).exists();
    }

    @Test
    void aFileIsContinuedAfterARestartAndItsSizeCounts() throws IOException {
        for (int start = 0; start < 11; start++) {
            try (LineFile file = open(directory, 5)) {
                append(file, 1);
            }
        }
        assertThat(rotated(directory)).hasSize(1);
        assertThat(directory.resolve("access.log")).hasSize(LINE.length);
    }

    @Test
    void noSizeMeansNoRotation() throws IOException {
        LogConfig unlimited = new LogConfig(directory, 0, 1);
        try (LineFile file = new LineFile(unlimited, "access", now::get, lost)) {
            append(file, 100);
        }
        assertThat(rotated(directory)).isEmpty();
    }

    @Test
    void aDirectoryThatLogbackWouldMisreadIsNotWritten() throws IOException {
        Path odd = directory.resolve("100%d");
        try (LineFile file = open(odd, 5)) {
            append(file, 1);
        }
        assertThat(lost.sum()).isEqualTo(1);

        Path plain = directory.resolve("a (log) {of} ü");
        try (LineFile file = open(plain, 5)) {
            append(file, 11);
        }
        assertThat(rotated(plain)).hasSize(1);
    }

    @Test
    void anUnwritableDirectoryCostsLinesAndIsTriedAgainLater() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
        try (LineFile file = open(blocked.resolve("log"), 5)) {
            append(file, 3);
            assertThat(lost.sum()).isEqualTo(3);

            Files.delete(blocked);
            now.addAndGet(LineFile.RETRY.toNanos() - 1);
            append(file, 1);
            assertThat(lost.sum()).isEqualTo(4);

            now.addAndGet(1);
            append(file, 1);
            assertThat(lost.sum()).isEqualTo(4);
        }
        assertThat(blocked.resolve("log/access.log")).hasSize(LINE.length);
    }

    @Test
    void aFailingDiskCostsTheLinesThatDidNotReachIt() throws IOException {
        Path failing = directory.resolve("access.log");
        // Can be opened by its owner, and takes numbers only: every write of a line fails.
        Files.createSymbolicLink(failing, Path.of("/proc/self/oom_score_adj"));
        try (LineFile file = open(directory, 5)) {
            append(file, 2);
            assertThat(lost.sum()).isEqualTo(2);

            Files.delete(failing);
            now.addAndGet(LineFile.RETRY.toNanos());
            append(file, 1);
        }
        assertThat(lost.sum()).isEqualTo(2);
        assertThat(failing).hasSize(LINE.length);
    }

    private static void append(LineFile file, int lines) {
        for (int i = 0; i < lines; i++) {
            file.append(LINE);
        }
        file.flush();
    }
}
