package org.intelligentmirror.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intelligentmirror.config.LogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonAccessLogTest {
    private static final long MAX_BYTES = 100_000_000;

    @TempDir
    Path directory;

    @Test
    void anEntryIsOnDiskSoonAfterTheLogHasCaughtUp() {
        try (JsonAccessLog log = JsonAccessLog.open(config(directory))) {
            log.record(AccessEntries.miss("http://host/a.rpm"));

            Path file = directory.resolve("access.log");
            await().until(() -> Files.exists(file) && Files.size(file) > 0);
            assertThat(file).content().contains("\"url\":\"http://host/a.rpm\"").endsWith("}\n");
        }
    }

    @Test
    void theQueueTakesItsBoundAndCountsOnePastIt() throws IOException {
        JsonAccessLog log = new JsonAccessLog(config(directory), System::nanoTime);
        for (int i = 0; i < JsonAccessLog.QUEUE_ENTRIES; i++) {
            log.record(AccessEntries.miss("http://host/" + i));
        }
        assertThat(log.dropped()).isZero();
        log.record(AccessEntries.miss("http://host/too-many"));
        assertThat(log.dropped()).isEqualTo(1);

        log.start();
        log.close();

        assertThat(Files.readAllLines(directory.resolve("access.log")))
                .hasSize(JsonAccessLog.QUEUE_ENTRIES)
                .last()
                .asString()
                .contains("http://host/" + (JsonAccessLog.QUEUE_ENTRIES - 1));
        assertThat(log.dropped()).isEqualTo(1);
    }

    @Test
    void anUnwritableDirectoryOnlyCostsEntries() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
        try (JsonAccessLog log = JsonAccessLog.open(config(blocked))) {
            log.record(AccessEntries.miss("http://host/1"));
            log.record(AccessEntries.miss("http://host/2"));
            await().until(() -> log.dropped() == 2);
        }
    }

    @Test
    void anEntryAfterTheCloseIsCounted() {
        JsonAccessLog log = JsonAccessLog.open(config(directory));
        log.close();
        log.record(AccessEntries.miss("http://host/late"));
        assertThat(log.dropped()).isEqualTo(1);
    }

    private static LogConfig config(Path directory) {
        return new LogConfig(directory, MAX_BYTES, 3);
    }
}
