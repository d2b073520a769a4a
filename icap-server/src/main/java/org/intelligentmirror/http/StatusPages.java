package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.metrics.ServerMetrics;
import org.intelligentmirror.store.StoreException;
import tools.jackson.databind.node.ObjectNode;

/** {@code /}, {@code /healthz} and {@code /metrics}. */
final class StatusPages {
    private final HttpBackend backend;

    StatusPages(HttpBackend backend) {
        this.backend = backend;
    }

    Answer health() {
        HealthSource.Health health = backend.health().health();
        boolean stopping = health.status() == HealthSource.Status.STOPPING;
        return Json.answer(
                stopping ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.OK,
                healthJson(health),
                Map.of());
    }

    Answer metrics() {
        return Answer.Content.of(
                HttpResponseStatus.OK,
                ServerMetrics.CONTENT_TYPE,
                backend.metrics().scrape(),
                Map.of("Cache-Control", "no-store"));
    }

    Answer home() throws StoreException {
        HealthSource.Health health = backend.health().health();
        StoreStats stats = backend.inventory().stats();
        Html page = new Html("IntelligentMirror");
        page.heading("IntelligentMirror " + backend.version());
        page.raw("<p>").link("/browse/", "Browse the packages").text(" · ");
        page.link("/healthz", "Health").text(" · ").link("/metrics", "Metrics").raw("</p>");
        page.table("", "");
        page.row(row -> row.cell("State").cell(health.status().token()));
        health.details().forEach((name, value) -> page.row(row -> row.cell(name).cell(value)));
        page.row(row -> row.cell("Packages").number(Html.count(stats.packages())));
        page.row(row -> row.cell("URLs they came from").number(Html.count(stats.locators())));
        page.row(row -> row.cell("Size").number(Html.size(stats.bytes())));
        page.row(row -> row.cell("On disk").number(Html.size(stats.allocatedBytes())));
        page.row(row -> row.cell("Free").number(Html.size(stats.freeBytes())));
        page.endTable();
        return page.answer();
    }

    /** {@code {"status": …, "details": {…}}}. */
    static ObjectNode healthJson(HealthSource.Health health) {
        ObjectNode node = Json.object().put("status", health.status().token());
        ObjectNode details = node.putObject("details");
        health.details().forEach(details::put);
        return node;
    }
}
