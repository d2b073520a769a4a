package org.intelligentmirror.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final JournalPosition END = new JournalPosition(Long.MAX_VALUE, 1, 0);

    @TempDir
    Path directory;

    private Journal open() throws StoreException {
        return Journal.open(directory, FileOperations.real(), FsyncPolicy.OFF);
    }

    private static List<JournalRecord> read(Journal journal, JournalPosition from) throws StoreException {
        List<JournalRecord> records = new ArrayList<>();
        journal.read(from, END, (entry, end) -> records.add(entry));
        return records;
    }

    private static List<JournalRecord> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(JournalRecords::any).toList();
    }

    private Path log() {
        return directory.resolve("000001-000001.log");
    }

    @Test
    void recordsComeBackInOrderAcrossRestarts() throws Exception {
        for (int n = 0; n < 30; n += 3) {
            try (Journal journal = open()) {
                journal.append(JournalRecords.any(n), JournalRecords.any(n + 1));
                journal.append(JournalRecords.any(n + 2));
                assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, n + 3));
            }
        }
    }

    @Test
    void readingGoesOnAtAnyPositionThatWasTold() throws Exception {
        try (Journal journal = open()) {
            List<JournalPosition> positions = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                positions.add(journal.position());
                journal.append(JournalRecords.any(n));
            }
            for (int n = 0; n < 20; n++) {
                assertThat(read(journal, positions.get(n))).isEqualTo(records(n, 20));
                List<JournalRecord> before = new ArrayList<>();
                journal.read(JournalPosition.START, positions.get(n), (entry, end) -> before.add(entry));
                assertThat(before).isEqualTo(records(0, n));
            }
        }
    }

    @Test
    void aTornTailIsCutAndWritingGoesOn() throws Exception {
        try (Journal journal = open()) {
            journal.append(JournalRecords.any(0), JournalRecords.any(1));
        }
        byte[] whole = Files.readAllBytes(log());
        int first = RecordLine.format(JournalRecords.any(0)).length;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(log(), java.util.Arrays.copyOf(whole, length));
            int kept = length == whole.length ? 2 : length >= first ? 1 : 0;
            try (Journal journal = open()) {
                assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, kept));
                journal.append(JournalRecords.any(kept));
                assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, kept + 1));
            }
        }
    }

    @Test
    void zerosAtTheEndOrInTheMiddleCostOnlyTheirLines() throws Exception {
        try (Journal journal = open()) {
            journal.append(records(0, 10).toArray(JournalRecord[]::new));
        }
        Files.write(log(), new byte[3_000_000], StandardOpenOption.APPEND);
        try (Journal journal = open()) {
            journal.append(JournalRecords.any(10));
            assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, 11));
        }
        byte[] bytes = Files.readAllBytes(log());
        int middle = RecordLine.format(JournalRecords.any(0)).length + 5;
        bytes[middle] = 0;
        Files.write(log(), bytes);
        try (Journal journal = open()) {
            List<JournalRecord> left = new ArrayList<>(records(0, 11));
            left.remove(1);
            List<JournalRecord> found = new ArrayList<>();
            long damaged = journal.read(JournalPosition.START, END, (entry, end) -> found.add(entry));
            assertThat(found).isEqualTo(left);
            assertThat(damaged).isEqualTo(1);
        }
    }

    @Test
    void manyThreadsWriteWholeLines() throws Exception {
        int threads = 8;
        int each = 200;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Journal journal = Journal.open(directory, FileOperations.real(), FsyncPolicy.COMMIT)) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int base = t * each;
                done.add(pool.submit(() -> {
                    go.await();
                    for (int n = base; n < base + each; n++) {
                        journal.append(JournalRecords.any(n));
                    }
                    return null;
                }));
            }
            go.countDown();
            for (Future<?> one : done) {
                one.get();
            }
            assertThat(read(journal, JournalPosition.START))
                    .containsExactlyInAnyOrderElementsOf(records(0, threads * each));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aLogThatIsFullIsFollowedByAnother() throws Exception {
        JournalRecord long1 = new JournalRecord.Pinned("k", "x".repeat(50_000), java.time.Instant.EPOCH);
        int enough = (int) (Journal.FILE_BYTES / 50_000) + 2;
        try (Journal journal = open()) {
            for (int n = 0; n < enough; n++) {
                journal.append(long1);
            }
            assertThat(directory.resolve("000001-000002.log")).exists();
            assertThat(Files.size(log())).isBetween(Journal.FILE_BYTES, Journal.FILE_BYTES + 100_000);
            assertThat(read(journal, JournalPosition.START)).hasSize(enough);
            assertThat(journal.bytesAfter(JournalPosition.START))
                    .isEqualTo(journal.weight().log());
        }
        try (Journal journal = open()) {
            assertThat(journal.position().part()).isEqualTo(2);
            assertThat(read(journal, JournalPosition.START)).hasSize(enough);
        }
    }

    @Test
    void aRewriteReplacesHistoryAndKeepsWhatCameMeanwhile() throws Exception {
        try (Journal journal = open()) {
            journal.append(records(0, 10).toArray(JournalRecord[]::new));
            try (JournalRewrite rewrite = journal.rewrite()) {
                journal.append(JournalRecords.any(20));
                rewrite.add(records(3, 5));
                assertThat(read(journal, JournalPosition.START)).hasSize(11);
                rewrite.publish();
                journal.append(JournalRecords.any(21));
                rewrite.dropOlder();
            }
            List<JournalRecord> expected = new ArrayList<>(records(3, 5));
            expected.addAll(records(20, 22));
            assertThat(read(journal, JournalPosition.START)).isEqualTo(expected);
            assertThat(log()).doesNotExist();
        }
        try (Journal journal = open()) {
            assertThat(read(journal, JournalPosition.START)).hasSize(4);
            assertThat(journal.position().epoch()).isEqualTo(2);
        }
    }

    @Test
    void aRewriteThatWasGivenUpLeavesEverything() throws Exception {
        try (Journal journal = open()) {
            journal.append(JournalRecords.any(0));
            try (JournalRewrite rewrite = journal.rewrite()) {
                rewrite.add(records(5, 9));
            }
            journal.append(JournalRecords.any(1));
            assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, 2));
        }
        Files.writeString(directory.resolve("000002-000001.snapshot.new"), "left by a crash");
        Files.writeString(directory.resolve("notes.txt"), "an operator's own");
        try (Journal journal = open()) {
            assertThat(read(journal, JournalPosition.START)).isEqualTo(records(0, 2));
            assertThat(directory.resolve("000002-000001.snapshot.new")).doesNotExist();
            assertThat(directory.resolve("notes.txt")).exists();
        }
    }
}
