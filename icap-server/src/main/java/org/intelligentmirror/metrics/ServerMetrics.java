package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.NotStored;
import org.intelligentmirror.engine.RebuildState;
import org.intelligentmirror.engine.ScrubReport;
import org.intelligentmirror.engine.SharingFigures;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.fetch.FetchFigures;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/**
 * What the server counts, and its rendering in the Prometheus text format. Every method may be called from any thread,
 * event loops included: none blocks. Each instance has a registry of its own.
 */
@SuppressWarnings("EnumOrdinal") // index into an array made of the same enum
public final class ServerMetrics {
    /** The media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** One counter's value. */
    public record Sample(String name, Map<String, String> labels, long value) {}

    private static final int LOWEST_STATUS = 400;
    private static final int HIGHEST_STATUS = 599;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final TransactionMeters transactions = new TransactionMeters(registry);
    private final StoreGauges store = new StoreGauges(registry);
    private final ScrubMeters verified = new ScrubMeters(registry);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Counter captures;
    private final CounterDataPoint stored;
    private final CounterDataPoint alreadyHeld;
    private final CounterDataPoint[] dropped = new CounterDataPoint[NotStored.values().length];
    private final Counter capturedBytes;
    private final Counter icapErrors;

    /**
     * Meters at zero.
     *
     * @param version the server's version, for {@code intelligentmirror_build_info}
     * @param accessLogDropped access-log lines lost so far; called at each scrape, must not block
     */
    public ServerMetrics(String version, LongSupplier accessLogDropped) {
        captures = Counter.builder()
                .name("intelligentmirror_captures_total")
                .help("Captures ended: stored, held-already, or why nothing was stored")
                .labelNames("outcome")
                .withoutExemplars()
                .register(registry);
        stored = captures.labelValues("stored");
        alreadyHeld = captures.labelValues("held-already");
        for (NotStored why : NotStored.values()) {
            dropped[why.ordinal()] = captures.labelValues(why.token());
        }
        capturedBytes = Counter.builder()
                .name("intelligentmirror_captured_bytes_total")
                .help("Bytes of packages stored that were not held before")
                .withoutExemplars()
                .register(registry);
        icapErrors = Counter.builder()
                .name("intelligentmirror_icap_errors_total")
                .help("ICAP answers with an error status")
                .labelNames("status")
                .withoutExemplars()
                .register(registry);
        CounterWithCallback.builder()
                .name("intelligentmirror_access_log_dropped_total")
                .help("Access-log lines lost because the disk did not keep up")
                .callback(callback -> callback.call((double) accessLogDropped.getAsLong()))
                .register(registry);
        gauge("intelligentmirror_icap_connections", "ICAP connections open", connections::get);
        gauge("intelligentmirror_transactions_running", "ICAP transactions not yet answered", running::get);
        GaugeWithCallback.builder()
                .name("intelligentmirror_build_info")
                .help("1, labelled with the server's version and Java's")
                .labelNames("version", "java")
                .callback(callback -> callback.call(1, version, System.getProperty("java.version", "unknown")))
                .register(registry);
        JvmGauges.register(registry);
    }

    /** Shows how far the making of a lost index has come; {@code state} must not block. */
    public void rebuild(Supplier<RebuildState> state) {
        GaugeWithCallback.builder()
                .name("intelligentmirror_store_index_whole_ratio")
                .help("1, or how much of an index that is being made again is done")
                .callback(callback -> callback.call(state.get().share()))
                .register(registry);
    }

    /**
     * Counts one answered transaction.
     *
     * @param service {@code reqmod} or {@code respmod}; anything else counts as {@code other}
     * @param bodyBytes body bytes sent to Squid, not negative
     */
    public void transaction(String service, Verdict verdict, Reason reason, long bodyBytes, Duration took) {
        transactions.add(service, verdict, reason, bodyBytes, took.toNanos());
    }

    /** Counts one capture that has ended. */
    public void captureEnded(CaptureOutcome outcome) {
        if (outcome instanceof CaptureOutcome.Dropped drop) {
            dropped[drop.why().ordinal()].inc();
        } else if (outcome instanceof CaptureOutcome.Stored kept) {
            (kept.alreadyHeld() ? alreadyHeld : stored).inc();
            if (!kept.alreadyHeld()) {
                capturedBytes.inc(kept.length());
            }
        }
    }

    /** Counts one ICAP answer with an error status; a status outside 400 to 599 counts as {@code other}. */
    public void icapError(int status) {
        boolean known = status >= LOWEST_STATUS && status <= HIGHEST_STATUS;
        icapErrors.labelValues(known ? Integer.toString(status) : "other").inc();
    }

    /** From now on shared downloads are shown too; {@code figures} is called at each scrape, and must not block. */
    public void sharing(Supplier<SharingFigures> figures) {
        SharingMeters.register(registry, figures);
    }

    /** From now on own downloads are shown too; {@code figures} is called at each scrape, and must not block. */
    public void fetches(Supplier<FetchFigures> figures) {
        FetchMeters.register(registry, figures);
    }

    /** An ICAP connection was accepted. */
    public void connectionOpened() {
        connections.incrementAndGet();
    }

    /** An ICAP connection that was accepted is gone. */
    public void connectionClosed() {
        connections.decrementAndGet();
    }

    /** The first byte of a transaction arrived. */
    public void transactionStarted() {
        running.incrementAndGet();
    }

    /** Shows the hand-off's figures. Called once; {@code handoffs} from then on at each scrape, must not block. */
    public void watch(Handoffs handoffs) {
        CounterWithCallback.builder()
                .name("intelligentmirror_handoffs_total")
                .help("Hits handed off to the HTTP listener: issued, missed (nobody came), refused (bad tokens)")
                .labelNames("outcome")
                .callback(callback -> {
                    Handoffs.Counts counts = handoffs.counts();
                    callback.call((double) counts.issued(), "issued");
                    callback.call((double) counts.missed(), "missed");
                    callback.call((double) counts.refused(), "refused");
                })
                .register(registry);
        CounterWithCallback.builder()
                .name("intelligentmirror_handoff_bytes_total")
                .help("Bytes of packages sent by the HTTP listener for hits that were handed off")
                .callback(callback -> callback.call((double) handoffs.counts().sentBytes()))
                .register(registry);
        gauge(
                "intelligentmirror_handoff_off",
                "1 while hits are not handed off because nobody came for them",
                () -> handoffs.isOff() ? 1 : 0);
    }

    /** A transaction that started has ended, however it did. */
    public void transactionEnded() {
        running.decrementAndGet();
    }

    /** Replaces what checking stored packages has shown. */
    public void verified(ScrubReport report) {
        verified.set(report);
    }

    /** Has limits and evictions scraped too; {@code report} must answer from memory. Called once. */
    public void eviction(Supplier<EvictionReport> report) {
        EvictionMeters.register(registry, report);
    }

    /** Replaces the figures of the store that are scraped: asking the store blocks, so {@link StoreSampler} does it. */
    public void storeStats(StoreStats stats) {
        store.set(stats);
    }

    /** Everything in the Prometheus text format, {@link #CONTENT_TYPE}. Works from memory alone. */
    public String scrape() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Every counter's value, in the order of a scrape. Works from memory alone. */
    public List<Sample> counters() {
        List<Sample> samples = new ArrayList<>();
        for (MetricSnapshot metric : registry.scrape()) {
            if (metric instanceof CounterSnapshot counter) {
                for (CounterSnapshot.CounterDataPointSnapshot point : counter.getDataPoints()) {
                    Map<String, String> labels = new LinkedHashMap<>();
                    point.getLabels().forEach(label -> labels.put(label.getName(), label.getValue()));
                    samples.add(
                            new Sample(counter.getMetadata().getName() + "_total", labels, (long) point.getValue()));
                }
            }
        }
        return samples;
    }

    private void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }
}
