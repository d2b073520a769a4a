package org.intelligentmirror.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "search", description = "Lists packages whose name or source URL holds TEXT.")
final class SearchCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Parameters(paramLabel = "TEXT", description = "Part of a name or URL; * and ? are wildcards.")
    private String text = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N; 0 for all.")
    private long limit;

    @Override
    public Integer call() throws CliFailure {
        if (limit < 0 || text.isEmpty()) {
            throw CliFailure.usage(limit < 0 ? "--limit must not be negative" : "TEXT must not be empty");
        }
        Imctl root = Imctl.of(imctl);
        return new Listing(root.client(), root.output()).print(Map.of("text", text), limit);
    }
}
