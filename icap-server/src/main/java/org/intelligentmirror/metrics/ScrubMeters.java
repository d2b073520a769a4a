package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.intelligentmirror.engine.ScrubReport;
import org.jspecify.annotations.Nullable;

/** What checking stored packages has shown, as last sampled; absent from a scrape until there is a sample. */
final class ScrubMeters {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final AtomicReference<@Nullable ScrubReport> latest = new AtomicReference<>();

    ScrubMeters(PrometheusRegistry registry) {
        counter(registry, "packages_total", "Stored packages hashed again", ScrubReport::checked);
        counter(registry, "bytes_total", "Bytes of stored packages hashed again", ScrubReport::bytes);
        counter(registry, "failed_total", "Stored packages quarantined because they failed", ScrubReport::failed);
        GaugeWithCallback.builder()
                .name("intelligentmirror_verified_last_pass_timestamp_seconds")
                .help("When all stored packages had last been hashed again")
                .callback(callback -> {
                    ScrubReport report = latest.get();
                    if (report != null) {
                        report.lastPassEndedAt().ifPresent(at -> callback.call(at.toEpochMilli() / MILLIS_PER_SECOND));
                    }
                })
                .register(registry);
    }

    void set(ScrubReport report) {
        latest.set(report);
    }

    private void counter(PrometheusRegistry registry, String name, String help, ToLongFunction<ScrubReport> figure) {
        CounterWithCallback.builder()
                .name("intelligentmirror_verified_" + name)
                .help(help)
                .callback(callback -> {
                    ScrubReport report = latest.get();
                    if (report != null) {
                        callback.call((double) figure.applyAsLong(report));
                    }
                })
                .register(registry);
    }
}
