package org.intelligentmirror.http;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.intelligentmirror.catalog.CatalogReport;
import org.intelligentmirror.catalog.Disagreement;
import org.intelligentmirror.catalog.RootReport;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.PackagePage;
import org.intelligentmirror.engine.ScrubReport;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.metrics.ServerMetrics;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The engine's records as the admin API's JSON: lengths in bytes, times in ISO 8601, digests in hexadecimal. */
final class AdminJson {
    private AdminJson() {}

    static ObjectNode entry(PackageEntry entry) {
        ObjectNode node = Json.object()
                .put("sha256", entry.sha256().toString())
                .put("name", entry.name())
                .put("type", entry.type())
                .put("length", entry.length())
                .put("allocatedBytes", entry.allocatedBytes())
                .put("committedAt", entry.committedAt().toString())
                .put("lastUsedAt", entry.lastUsedAt().toString())
                .put("hits", entry.hits());
        ArrayNode sources = node.putArray("sources");
        for (PackageEntry.Source source : entry.sources()) {
            sources.addObject()
                    .put("url", source.url())
                    .put("host", source.host())
                    .put("name", source.name())
                    .put("capturedAt", source.capturedAt().toString());
        }
        return node;
    }

    static ArrayNode entries(List<PackageEntry> entries) {
        ArrayNode array = Json.object().putArray("entries");
        entries.forEach(entry -> array.add(entry(entry)));
        return array;
    }

    static ObjectNode page(PackagePage page) {
        ObjectNode node = Json.object();
        node.set("packages", entries(page.entries()));
        return node.put("next", page.next());
    }

    static ObjectNode catalog(CatalogReport report) {
        ObjectNode node = Json.object()
                .put("indexesRead", report.indexesRead())
                .put("indexesRefused", report.indexesRefused())
                .put("eventsDropped", report.eventsDropped());
        ArrayNode disagreements = node.putArray("disagreements");
        for (Disagreement each : report.disagreements()) {
            disagreements
                    .addObject()
                    .put("root", each.root())
                    .put("count", each.count())
                    .put("last", each.last().toString())
                    .put("distrusted", each.distrusted());
        }
        return node;
    }

    static ObjectNode roots(List<RootReport> roots) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("roots");
        for (RootReport each : roots) {
            ObjectNode root = array.addObject()
                    .put("index", each.index())
                    .put("root", each.root())
                    .put("state", each.state().name().toLowerCase(Locale.ROOT))
                    .put("lists", each.lists())
                    .put("since", each.since().toString())
                    .put("confirmedAt", each.confirmedAt().toString())
                    .put("tries", each.tries())
                    .put("distrusted", each.distrusted());
            each.doubtedSince().ifPresent(since -> root.put("doubtedSince", since.toString()));
        }
        return node;
    }

    static ObjectNode eviction(EvictionReport report) {
        ObjectNode node = Json.object()
                .put("state", report.room().text())
                .put("ready", report.ready())
                .put("maxBytes", report.maxBytes())
                .put("usedBytes", report.usedBytes())
                .put("pinnedPackages", report.pinnedPackages())
                .put("pinnedBytes", report.pinnedBytes());
        ObjectNode evicted = node.putObject("evicted");
        new TreeMap<>(report.evicted())
                .forEach((limit, each) -> evicted.putObject(limit.token())
                        .put("packages", each.packages())
                        .put("bytes", each.bytes()));
        report.lastEvictedAt().ifPresent(at -> node.put("lastEvictedAt", at.toString()));
        report.lastIdle().ifPresent(idle -> node.put("lastIdleSeconds", idle.toSeconds()));
        return node;
    }

    static ObjectNode verification(ScrubReport report) {
        ObjectNode node = Json.object()
                .put("checked", report.checked())
                .put("bytes", report.bytes())
                .put("failed", report.failed())
                .put("passRunning", report.passRunning());
        report.passBeganAt().ifPresent(at -> node.put("passBeganAt", at.toString()));
        report.lastPassEndedAt().ifPresent(at -> node.put("lastPassEndedAt", at.toString()));
        return node;
    }

    static ObjectNode store(StoreStats stats) {
        ObjectNode node = Json.object()
                .put("packages", stats.packages())
                .put("locators", stats.locators())
                .put("bytes", stats.bytes())
                .put("allocatedBytes", stats.allocatedBytes())
                .put("freeBytes", stats.freeBytes())
                .put("capturesRunning", stats.capturesRunning());
        ObjectNode byType = node.putObject("byType");
        new TreeMap<>(stats.byType())
                .forEach((type, share) -> byType.putObject(type)
                        .put("packages", share.packages())
                        .put("bytes", share.bytes())
                        .put("allocatedBytes", share.allocatedBytes()));
        return node;
    }

    static ArrayNode counters(List<ServerMetrics.Sample> samples) {
        ArrayNode array = Json.object().putArray("counters");
        for (ServerMetrics.Sample sample : samples) {
            ObjectNode labels = array.addObject()
                    .put("name", sample.name())
                    .put("value", sample.value())
                    .putObject("labels");
            sample.labels().forEach(labels::put);
        }
        return array;
    }
}
