package org.intelligentmirror.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.intelligentmirror.config.ConfigProblem;
import org.intelligentmirror.config.ConfigResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "config", description = "Works on the server's configuration.", subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        throw CliFailure.usage("a command is missing: imctl config check");
    }

    @Command(name = "check", description = "Checks a configuration file without starting anything.")
    static final class Check implements Callable<Integer> {
        @ParentCommand
        private @Nullable ConfigCommand config;

        @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file; that of --config if not given.")
        private @Nullable Path file;

        @Override
        public Integer call() throws CliFailure {
            Imctl root = Imctl.of(config == null ? null : config.imctl);
            Path checked = file;
            if (checked == null) {
                checked = Server.configFile(root.options(), root.surroundings())
                        .orElseThrow(() -> CliFailure.usage("which file? imctl config check FILE"));
            }
            ConfigResult reading = root.surroundings().configuration().apply(checked);
            List<String> problems = reading instanceof ConfigResult.Invalid invalid
                    ? invalid.problems().stream().map(ConfigProblem::toString).toList()
                    : List.of();
            List<String> warnings = reading instanceof ConfigResult.Valid valid ? valid.warnings() : List.of();
            Output output = root.output();
            problems.forEach(output::line);
            warnings.forEach(warning -> output.line("warning: " + warning));
            boolean valid = reading instanceof ConfigResult.Valid;
            output.line(checked + (valid ? ": valid" : ": not valid"));
            ObjectNode document = Output.JSON
                    .createObjectNode()
                    .put("file", checked.toString())
                    .put("valid", valid);
            ArrayNode problemList = document.putArray("problems");
            problems.forEach(problemList::add);
            ArrayNode warningList = document.putArray("warnings");
            warnings.forEach(warningList::add);
            output.document(document);
            return valid ? 0 : CliFailure.FAILED;
        }
    }
}
