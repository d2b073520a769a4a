package org.intelligentmirror.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "pins", description = "Lists what is kept from being evicted.")
final class PinsCommand implements Callable<Integer> {
    private static final String LINE = "%6s  %-10s  %-16s  %s";

    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        JsonNode answer = root.client().get("pins");
        Output output = root.output();
        output.document(answer);
        output.line(String.format(Locale.ROOT, LINE, "PIN", "KIND", "SINCE (UTC)", "PATTERN"));
        for (JsonNode pin : answer.path("pins")) {
            output.line(String.format(
                    Locale.ROOT,
                    LINE,
                    pin.path("id").asString(),
                    pin.path("kind").asString(),
                    Text.time(pin.path("pinnedAt").asString()),
                    pin.path("pattern").asString()));
        }
        output.line(answer.path("packages").asString() + " packages are pinned, "
                + Text.size(answer.path("bytes").asLong()));
        return 0;
    }
}
