package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.intelligentmirror.engine.StoreStats;
import org.jspecify.annotations.Nullable;

/** The store's figures as last sampled; absent from a scrape until there is a sample. */
final class StoreGauges {
    private final AtomicReference<@Nullable StoreStats> latest = new AtomicReference<>();

    StoreGauges(PrometheusRegistry registry) {
        gauge(registry, "packages", "Packages stored", StoreStats::packages);
        gauge(registry, "locators", "URLs bound to stored packages", StoreStats::locators);
        gauge(registry, "bytes", "Sum of the lengths of stored packages", StoreStats::bytes);
        gauge(registry, "allocated_bytes", "Disk space stored packages take", StoreStats::allocatedBytes);
        gauge(registry, "free_bytes", "Usable bytes of the store's file system", StoreStats::freeBytes);
        gauge(registry, "captures_running", "Captures not yet ended", StoreStats::capturesRunning);
        GaugeWithCallback.builder()
                .name("intelligentmirror_store_type_packages")
                .help("Packages stored, by type")
                .labelNames("type")
                .callback(callback -> {
                    StoreStats stats = latest.get();
                    if (stats != null) {
                        stats.byType().forEach((type, share) -> callback.call((double) share.packages(), type));
                    }
                })
                .register(registry);
    }

    void set(StoreStats stats) {
        latest.set(stats);
    }

    private void gauge(PrometheusRegistry registry, String name, String help, ToLongFunction<StoreStats> figure) {
        GaugeWithCallback.builder()
                .name("intelligentmirror_store_" + name)
                .help(help)
                .callback(callback -> {
                    StoreStats stats = latest.get();
                    if (stats != null) {
                        callback.call((double) figure.applyAsLong(stats));
                    }
                })
                .register(registry);
    }
}
