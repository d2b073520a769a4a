package org.intelligentmirror.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "unpin", description = "Lets packages be evicted again.")
final class UnpinCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "ID|PATTERN", description = "The pin, by its number or by its pattern.")
    private String what = "";

    @Override
    public Integer call() throws CliFailure {
        Imctl root = Imctl.of(imctl);
        AdminClient client = root.client();
        JsonNode answer = client.delete("pins/" + find(client));
        Output output = root.output();
        output.document(answer);
        output.line("Not pinned any more: " + answer.at("/unpinned/kind").asString() + " "
                + answer.at("/unpinned/pattern").asString());
        return 0;
    }

    private String find(AdminClient client) throws CliFailure {
        for (JsonNode pin : client.get("pins").path("pins")) {
            String id = pin.path("id").asString();
            if (id.equals(what) || pin.path("pattern").asString().equals(what)) {
                return id;
            }
        }
        throw CliFailure.failed("not-found", "there is no such pin; see imctl pins");
    }
}
