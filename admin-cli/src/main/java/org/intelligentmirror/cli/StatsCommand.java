package org.intelligentmirror.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "stats", description = "Shows the store's figures and the server's counters.")
final class StatsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        JsonNode stats = root.client().get("stats");
        Output output = root.output();
        output.document(stats);
        store(output, stats.path("store"));
        eviction(output, stats.path("eviction"));
        for (JsonNode counter : stats.path("counters")) {
            String labels = counter.path("labels").properties().stream()
                    .map(label -> label.getKey() + "=" + label.getValue().asString())
                    .collect(Collectors.joining(" "));
            long value = counter.path("value").asLong();
            if (value != 0) {
                output.line(String.format(
                        "%15d  %s  %s", value, counter.path("name").asString(), labels));
            }
        }
        return 0;
    }

    /** Limits and evictions, as people read them. */
    static void eviction(Output output, JsonNode eviction) {
        long most = eviction.path("maxBytes").asLong();
        String limit = most == 0 ? ", no limit" : " of " + Text.size(most);
        output.fact("Used", Text.size(eviction.path("usedBytes").asLong()) + limit);
        output.fact(
                "Pinned",
                eviction.path("pinnedPackages").asString() + " packages, "
                        + Text.size(eviction.path("pinnedBytes").asLong())
                        + (eviction.path("ready").asBoolean() ? "" : ", more being looked for"));
        eviction.path("evicted")
                .properties()
                .forEach(each -> output.fact(
                        "Evicted",
                        each.getValue().path("packages").asString() + " packages, "
                                + Text.size(each.getValue().path("bytes").asLong()) + ", for " + each.getKey()));
        if (eviction.has("lastEvictedAt")) {
            output.fact(
                    "Last evicted",
                    Text.time(eviction.path("lastEvictedAt").asString()) + ", unused for "
                            + eviction.path("lastIdleSeconds").asString() + " s");
        }
    }

    /** The store's figures, as people read them. */
    static void store(Output output, JsonNode store) {
        output.fact("Packages", store.path("packages").asString());
        output.fact("URLs", store.path("locators").asString());
        output.fact("Size", Text.size(store.path("bytes").asLong()));
        output.fact("On disk", Text.size(store.path("allocatedBytes").asLong()));
        output.fact("Free", Text.size(store.path("freeBytes").asLong()));
        output.fact("Captures running", store.path("capturesRunning").asString());
        store.path("byType")
                .properties()
                .forEach(type -> output.fact(
                        "  " + type.getKey(),
                        type.getValue().path("packages").asString() + " packages, "
                                + Text.size(type.getValue().path("bytes").asLong())));
    }
}
