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
