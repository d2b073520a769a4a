package org.intelligentmirror.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "status", description = "Shows how the server does.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        AdminClient client = root.client();
        JsonNode status = client.get("status");
        Output output = root.output();
        output.document(status);
        output.fact("Server", client.server().toString());
        output.fact("Version", status.path("version").asString());
        output.fact(
                "Up",
                Duration.ofSeconds(status.path("uptimeSeconds").asLong())
                        .toString()
                        .substring(2));
        output.fact("ICAP", status.path("icap").asString());
        output.fact("HTTP", status.path("http").asString());
        output.fact("Health", status.at("/health/status").asString());
        status.at("/health/details")
                .properties()
                .forEach(detail ->
                        output.fact("  " + detail.getKey(), detail.getValue().asString()));
        StatsCommand.store(output, status.path("store"));
        StatsCommand.eviction(output, status.path("eviction"));
        verification(output, status.path("verification"));
        output.fact("Indexes read", status.at("/catalog/indexesRead").asString());
        for (JsonNode each : status.at("/catalog/disagreements")) {
            output.fact(
                    "Disagrees",
                    each.path("root").asString() + ", " + each.path("count").asString() + " times"
                            + (each.path("distrusted").asBoolean() ? ", not trusted now" : ""));
        }
        return 0;
    }

    private static void verification(Output output, JsonNode verification) {
        output.fact(
                "Verified",
                verification.path("checked").asString() + " packages, "
                        + Text.size(verification.path("bytes").asLong()) + ", "
                        + verification.path("failed").asString() + " failed");
        String pass = verification.path("passRunning").asBoolean()
                ? "running since " + Text.time(verification.path("passBeganAt").asString())
                : "not running";
        String last = verification.has("lastPassEndedAt")
                ? ", last ended "
                        + Text.time(verification.path("lastPassEndedAt").asString())
                : "";
        output.fact("  pass", pass + last);
    }
}
