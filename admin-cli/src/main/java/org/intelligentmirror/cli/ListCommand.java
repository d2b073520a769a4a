package org.intelligentmirror.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "Lists stored packages, oldest capture first.")
final class ListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only this type, such as rpm or deb.")
    private @Nullable String type;

    @Option(names = "--host", paramLabel = "HOST", description = "Only packages captured from this host.")
    private @Nullable String host;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N; 0 for all.")
    private long limit;

    @Override
    public Integer call() throws CliFailure {
        if (limit < 0) {
            throw CliFailure.usage("--limit must not be negative");
        }
        Map<String, String> filters = new LinkedHashMap<>();
        if (type != null) {
            filters.put("type", type);
        }
        if (host != null) {
            filters.put("host", host);
        }
        Imctl root = Imctl.of(imctl);
        return new Listing(root.client(), root.output()).print(filters, limit);
    }
}
