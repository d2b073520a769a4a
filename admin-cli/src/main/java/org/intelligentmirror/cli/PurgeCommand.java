package org.intelligentmirror.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "purge", description = "Removes packages from the store.")
final class PurgeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "SHA256|URL|NAME", description = "What to remove.")
    private String what = "";

    @Option(names = "--dry-run", description = "Only show what would go.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--all", description = "Remove every package of that name.")
    private boolean all;

    @Option(names = "--force", description = "Remove what is pinned too.")
    private boolean force;

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        Output output = root.output();
        AdminClient client = root.client();
        List<JsonNode> found = Finder.find(client, what);
        if (found.size() > 1 && !all && !dryRun) {
            throw CliFailure.failed(
                    "ambiguous",
                    found.size() + " packages go by this name; --all removes them all, --dry-run lists them");
        }
        if (!output.isJson()) {
            output.packageHeader();
            found.forEach(output::packageLine);
        }
        if (!dryRun && !yes) {
            confirm(root, found.size());
        }
        ObjectNode document = Output.JSON.createObjectNode().put("dryRun", dryRun);
        ArrayNode purged = document.putArray("purged");
        CliFailure failure = dryRun ? null : remove(client, found, purged, force);
        if (dryRun) {
            found.forEach(purged::add);
        }
        if (failure != null && purged.isEmpty()) {
            throw failure;
        }
        if (failure != null) {
            document.setAll(Output.errorOf(failure));
            output.note(failure.detail());
        }
        output.document(document);
        output.line(dryRun ? "Nothing was removed." : purged.size() + " removed.");
        return failure == null ? 0 : failure.exitStatus();
    }

    /** By digest: exactly what was shown goes, whatever was captured since. */
    private static @Nullable CliFailure remove(
            AdminClient client, List<JsonNode> found, ArrayNode purged, boolean force) {
        for (JsonNode entry : found) {
            try {
                client.delete("packages/" + entry.path("sha256").asString() + (force ? "?force=true" : ""));
                purged.add(entry);
            } catch (CliFailure e) {
                return e;
            }
        }
        return null;
    }

    private static void confirm(Imctl root, int count) throws CliFailure {
        String question = "Remove " + (count == 1 ? "this package" : "these " + count + " packages") + "? [y/N] ";
        Optional<String> answer = root.output().isJson()
                ? Optional.empty()
                : root.surroundings().ask().apply(question);
        if (answer.isEmpty()) {
            throw CliFailure.usage("nobody is here to ask; --yes removes without asking");
        }
        if (!List.of("y", "yes").contains(answer.get().strip().toLowerCase(Locale.ROOT))) {
            throw CliFailure.failed("declined", "nothing was removed");
        }
    }
}
