package org.intelligentmirror.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.NotStored;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
    private static final String OURS = "intelligentmirror_";

    private static final Sha256 DIGEST = Sha256.of(new byte[32]);

    private final ServerMetrics metrics = new ServerMetrics("2.0-test", () -> 3);

    @Test
    void transactionsAreCountedByServiceVerdictAndReason() {
        metrics.transaction("reqmod", Verdict.HIT, Reason.SAME_URL, 1000, Duration.ofMillis(2));
        metrics.transaction("reqmod", Verdict.HIT, Reason.SAME_URL, 500, Duration.ofMillis(2));
        metrics.transaction("respmod", Verdict.PASS, Reason.TYPE_OFF, 0, Duration.ofSeconds(3));
        metrics.transaction("surprise", Verdict.PASS, Reason.METHOD, 0, Duration.ZERO);
        assertThat(metrics.scrape().lines())
                .contains(
                        OURS + "transactions_total{reason=\"same-url\",service=\"reqmod\",verdict=\"HIT\"} 2.0",
                        OURS + "transactions_total{reason=\"type-off\",service=\"respmod\",verdict=\"PASS\"} 1.0",
                        OURS + "transactions_total{reason=\"method\",service=\"other\",verdict=\"PASS\"} 1.0",
                        "intelligentmirror_served_bytes_total{verdict=\"HIT\"} 1500.0",
                        "intelligentmirror_transaction_seconds_count{service=\"reqmod\",verdict=\"HIT\"} 2",
                        OURS + "transaction_seconds_bucket{service=\"reqmod\",verdict=\"HIT\",le=\"0.001\"} 0",
                        OURS + "transaction_seconds_bucket{service=\"reqmod\",verdict=\"HIT\",le=\"0.0025\"} 2");
    }

    @Test
    void everyTokenHasItsOwnCounter() {
        for (Verdict verdict : Verdict.values()) {
            for (Reason reason : Reason.values()) {
                metrics.transaction("respmod", verdict, reason, 1, Duration.ofNanos(1));
            }
        }
        assertThat(metrics.counters().stream()
                        .filter(s -> s.name().equals("intelligentmirror_transactions_total"))
                        .map(ServerMetrics.Sample::value))
                .hasSize(Verdict.values().length * Reason.values().length)
                .containsOnly(1L);
    }

    @Test
    void captureOutcomesAreCountedAndOnlyNewBytesAdd() {
        metrics.captureEnded(new CaptureOutcome.Stored(DIGEST, 700, false));
        metrics.captureEnded(new CaptureOutcome.Stored(DIGEST, 700, true));
        metrics.captureEnded(new CaptureOutcome.Dropped(NotStored.TOO_LONG));
        assertThat(metrics.scrape().lines())
                .contains(
                        "intelligentmirror_captures_total{outcome=\"stored\"} 1.0",
                        "intelligentmirror_captures_total{outcome=\"held-already\"} 1.0",
                        "intelligentmirror_captures_total{outcome=\"too-long\"} 1.0",
                        "intelligentmirror_captures_total{outcome=\"cut\"} 0.0",
                        "intelligentmirror_captured_bytes_total 700.0");
    }

    @Test
    void errorStatusesOutsideTheRangeShareOneCounter() {
        for (int status : new int[] {399, 400, 599, 600, -1}) {
            metrics.icapError(status);
        }
        assertThat(metrics.scrape().lines())
                .contains(
                        "intelligentmirror_icap_errors_total{status=\"400\"} 1.0",
                        "intelligentmirror_icap_errors_total{status=\"599\"} 1.0",
                        "intelligentmirror_icap_errors_total{status=\"other\"} 3.0");
    }

    @Test
    void gaugesFollowWhatRuns() {
        metrics.connectionOpened();
        metrics.connectionOpened();
        metrics.connectionClosed();
        metrics.transactionStarted();
        metrics.transactionStarted();
        metrics.transactionEnded();
        assertThat(metrics.scrape().lines())
                .contains(
                        "intelligentmirror_icap_connections 1.0",
                        "intelligentmirror_transactions_running 1.0",
                        "intelligentmirror_access_log_dropped_total 3.0")
                .anyMatch(line -> line.startsWith("intelligentmirror_build_info{java=\"")
                        && line.endsWith("version=\"2.0-test\"} 1.0"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"}"));
    }

    @Test
    void storeFiguresAreAbsentUntilSampled() {
        assertThat(metrics.scrape()).doesNotContain("intelligentmirror_store_packages");
        metrics.storeStats(new StoreStats(1, 2, 3, 4, 5, 6, Map.of("rpm", new StoreStats.TypeStats(1, 3, 4))));
        assertThat(metrics.scrape().lines())
                .contains(
                        "intelligentmirror_store_packages 1.0",
                        "intelligentmirror_store_locators 2.0",
                        "intelligentmirror_store_bytes 3.0",
                        "intelligentmirror_store_allocated_bytes 4.0",
                        "intelligentmirror_store_free_bytes 5.0",
                        "intelligentmirror_store_captures_running 6.0",
                        "intelligentmirror_store_type_packages{type=\"rpm\"} 1.0");
    }

    @Test
    void countingFromManyThreadsLosesNothing() throws Exception {
        int each = 10_000;
        CountDownLatch go = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < each; n++) {
                    metrics.transaction("reqmod", Verdict.MISS, Reason.UNKNOWN, 2, Duration.ofNanos(1));
                }
            });
            threads[i].start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(metrics.scrape().lines())
                .contains(
                        OURS + "transactions_total{reason=\"unknown\",service=\"reqmod\",verdict=\"MISS\"} 40000.0",
                        "intelligentmirror_served_bytes_total{verdict=\"MISS\"} 80000.0");
    }
}
