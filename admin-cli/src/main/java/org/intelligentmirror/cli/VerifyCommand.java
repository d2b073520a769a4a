package org.intelligentmirror.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@Command(
        name = "verify",
        description = {
            "Hashes stored packages again: the one named, or all.",
            "What is not what it should be is quarantined, and missed the next time; then the exit status is 1."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(arity = "0..1", paramLabel = "SHA256|URL|NAME", description = "What to check.")
    private String what = "";

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        Checks checks = new Checks(root.client(), root.output());
        if (what.isEmpty()) {
            checks.everything();
        } else {
            for (JsonNode entry : Finder.find(root.client(), what)) {
                checks.check(entry);
            }
        }
        return checks.end();
    }

    /** The checks made so far. Only what failed is kept. */
    private static final class Checks {
        private final AdminClient client;
        private final Output output;
        private final ArrayNode failed = Output.JSON.createArrayNode();
        private long checked;
        private long bytes;

        private Checks(AdminClient client, Output output) {
            this.client = client;
            this.output = output;
        }

        void everything() throws CliFailure {
            long after = 0;
            do {
                JsonNode page = client.get("packages?limit=" + PAGE + "&after=" + after);
                for (JsonNode entry : page.path("packages")) {
                    check(entry);
                }
                after = page.path("next").asLong();
            } while (after != 0);
        }

        void check(JsonNode entry) throws CliFailure {
            JsonNode answer;
            try {
                answer = client.post("packages/" + entry.path("sha256").asString() + "/verify");
            } catch (CliFailure e) {
                if (e.error().equals("not-found")) {
                    // Removed since it was listed.
                    return;
                }
                throw e;
            }
            checked++;
            bytes += entry.path("length").asLong();
            String finding = answer.path("finding").asString();
            if (!finding.equals("intact")) {
                failed.add(answer);
                output.line(String.format(
                        "%-10s  %s  %s",
                        finding,
                        entry.path("sha256").asString(),
                        entry.path("name").asString()));
            }
        }

        int end() {
            output.document(Output.JSON
                    .createObjectNode()
                    .put("checked", checked)
                    .put("bytes", bytes)
                    .set("failed", failed));
            output.line(checked + " packages checked, " + Text.size(bytes) + ", " + failed.size() + " failed.");
            return failed.isEmpty() ? 0 : CliFailure.FAILED;
        }
    }
}
