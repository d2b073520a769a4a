package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.intelligentmirror.engine.SharingFigures;

/** The meters of shared downloads, asked of the engine at each scrape. */
final class SharingMeters {
    private SharingMeters() {}

    static void register(PrometheusRegistry registry, Supplier<SharingFigures> figures) {
        gauge(registry, "waiting", "Requests that wait for the response to another", figures, SharingFigures::waiting);
        gauge(registry, "joiners", "Clients that follow a download", figures, SharingFigures::joiners);
        gauge(registry, "relieved", "Downloads brought without a client's", figures, SharingFigures::relieved);
        gauge(registry, "overtaken", "Downloads brought beside a slow client's", figures, SharingFigures::overtaken);
    }

    private static void gauge(
            PrometheusRegistry registry,
            String name,
            String help,
            Supplier<SharingFigures> figures,
            ToIntFunction<SharingFigures> figure) {
        GaugeWithCallback.builder()
                .name("intelligentmirror_sharing_" + name)
                .help(help)
                .callback(callback -> callback.call(figure.applyAsInt(figures.get())))
                .register(registry);
    }
}
