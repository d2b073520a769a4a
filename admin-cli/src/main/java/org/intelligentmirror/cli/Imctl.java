package org.intelligentmirror.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imctl}: looks into a running server and its store. */
@Command(
        name = "imctl",
        description = "Looks after an IntelligentMirror server.",
        mixinStandardHelpOptions = true,
        versionProvider = Imctl.Version.class,
        subcommands = {
            StatusCommand.class,
            ListCommand.class,
            SearchCommand.class,
            ShowCommand.class,
            GetCommand.class,
            StatsCommand.class,
            RootsCommand.class,
            PurgeCommand.class,
            PinCommand.class,
            UnpinCommand.class,
            PinsCommand.class,
            VerifyCommand.class,
            ConfigCommand.class,
            StoreCommand.class
        })
public final class Imctl implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;
    private final Surroundings surroundings;

    @Mixin
    private final Options options = new Options();

    private Imctl(PrintStream out, PrintStream err, Surroundings surroundings) {
        this.out = out;
        this.err = err;
        this.surroundings = surroundings;
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        // Libraries the server shares with this program log; here nobody asked for that.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset());
        int status = run(args, out, System.err);
        out.flush();
        System.exit(status);
    }

    /** Runs one command; returns its exit status. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, out, err, Surroundings.real());
    }

    static int run(String[] args, PrintStream out, PrintStream err, Surroundings surroundings) {
        Imctl root = new Imctl(out, err, surroundings);
        CommandLine line = new CommandLine(root);
        addHelp(line);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, given) -> {
            boolean json = Arrays.asList(given).contains("--json");
            CliFailure failure = CliFailure.usage(String.valueOf(e.getMessage()));
            new Output(out, err, json).failure(failure);
            if (!json) {
                err.println("Try: imctl --help");
            }
            return failure.exitStatus();
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            CliFailure failure =
                    e instanceof CliFailure known ? known : CliFailure.failed("internal", "unexpected fault: " + e);
            root.output().failure(failure);
            return failure.exitStatus();
        });
        int status = line.execute(args);
        out.flush();
        err.flush();
        return status;
    }

    /** Gives every command below {@code command} the help and version options of imctl itself. */
    private static void addHelp(CommandLine command) {
        for (CommandLine below : command.getSubcommands().values()) {
            below.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
            addHelp(below);
        }
    }

    @Override
    public Integer call() throws CliFailure {
        throw CliFailure.usage("a command is missing; see imctl --help");
    }

    /** The root command picocli has put into a subcommand. */
    static Imctl of(@Nullable Imctl parent) {
        if (parent == null) {
            throw new IllegalStateException("a subcommand runs below imctl");
        }
        return parent;
    }

    Output output() {
        return new Output(out, err, options.json);
    }

    Options options() {
        return options;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    AdminClient client() throws CliFailure {
        return new AdminClient(Server.find(options, surroundings));
    }

    private static Charset charset() {
        String encoding = System.getProperty("native.encoding", "UTF-8");
        return Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.UTF_8;
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Imctl.class.getPackage().getImplementationVersion();
            return new String[] {"imctl " + (version == null ? "(built in place)" : version)};
        }
    }
}
