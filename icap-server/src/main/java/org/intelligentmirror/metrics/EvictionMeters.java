package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.EvictionReport.Evicted;
import org.intelligentmirror.engine.EvictionReport.Room;

/** Limits and evictions, asked from memory at each scrape. */
final class EvictionMeters {
    private final PrometheusRegistry registry;
    private final Supplier<EvictionReport> eviction;

    private EvictionMeters(PrometheusRegistry registry, Supplier<EvictionReport> eviction) {
        this.registry = registry;
        this.eviction = eviction;
    }

    static void register(PrometheusRegistry registry, Supplier<EvictionReport> eviction) {
        EvictionMeters meters = new EvictionMeters(registry, eviction);
        meters.gauge("store_limit_bytes", "Limit of all packages, 0 for none", EvictionReport::maxBytes);
        meters.gauge("store_used_bytes", "Disk space of packages and captures", EvictionReport::usedBytes);
        meters.gauge("store_pinned_packages", "Packages pinned", EvictionReport::pinnedPackages);
        meters.gauge("store_pinned_bytes", "Disk space of pinned packages", EvictionReport::pinnedBytes);
        meters.gauge(
                "store_full", "1 if captures find no room and none can be made", r -> r.room() == Room.FREE ? 0 : 1);
        meters.gauge(
                "last_evicted_idle_seconds",
                "How long the package evicted last had not been used",
                report ->
                        report.lastIdle().map(idle -> (double) idle.toSeconds()).orElse(Double.NaN));
        meters.counter("evicted_packages", "Packages evicted, by the limit that wanted it", Evicted::packages);
        meters.counter("evicted_bytes", "Disk space of packages evicted, by limit", Evicted::bytes);
    }

    private void gauge(String name, String help, ToDoubleFunction<EvictionReport> value) {
        GaugeWithCallback.builder()
                .name("intelligentmirror_" + name)
                .help(help)
                .callback(callback -> callback.call(value.applyAsDouble(eviction.get())))
                .register(registry);
    }

    private void counter(String name, String help, ToLongFunction<Evicted> value) {
        CounterWithCallback.builder()
                .name("intelligentmirror_" + name + "_total")
                .help(help)
                .labelNames("limit")
                .callback(callback -> eviction.get()
                        .evicted()
                        .forEach((limit, each) -> callback.call((double) value.applyAsLong(each), limit.token())))
                .register(registry);
    }
}
