package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.intelligentmirror.fetch.FetchFigures;

/** The meters of the server's own downloads, asked of the fetcher at each scrape. */
final class FetchMeters {
    private FetchMeters() {}

    static void register(PrometheusRegistry registry, Supplier<FetchFigures> figures) {
        CounterWithCallback.builder()
                .name("intelligentmirror_fetches_total")
                .help("Orders for own downloads ended: complete, broken, denied, refused, overload, cancelled")
                .labelNames("end")
                .callback(callback -> figures.get()
                        .ended()
                        .forEach((end, count) ->
                                callback.call((double) count, end.name().toLowerCase(Locale.ROOT))))
                .register(registry);
        CounterWithCallback.builder()
                .name("intelligentmirror_fetched_bytes_total")
                .help("Body bytes of own downloads received")
                .callback(callback -> callback.call((double) figures.get().bytes()))
                .register(registry);
        gauge(registry, "running", "Own downloads under way", figures, FetchFigures::running);
        gauge(registry, "waiting", "Own downloads that wait for their turn", figures, FetchFigures::waiting);
    }

    private static void gauge(
            PrometheusRegistry registry,
            String name,
            String help,
            Supplier<FetchFigures> figures,
            ToLongFunction<FetchFigures> figure) {
        GaugeWithCallback.builder()
                .name("intelligentmirror_fetches_" + name)
                .help(help)
                .callback(callback -> callback.call((double) figure.applyAsLong(figures.get())))
                .register(registry);
    }
}
