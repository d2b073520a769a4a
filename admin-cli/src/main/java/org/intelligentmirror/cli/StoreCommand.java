package org.intelligentmirror.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.engine.RebuildState;
import org.intelligentmirror.engine.StoreRebuild;
import org.intelligentmirror.engine.StoreVerify;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.node.ArrayNode;

@Command(
        name = "store",
        description = "Works on a store that no server uses.",
        subcommands = {StoreCommand.Rebuild.class, StoreCommand.Verify.class})
final class StoreCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Imctl imctl;

    @Override
    public Integer call() throws CliFailure {
        throw CliFailure.usage("a command is missing: imctl store rebuild, imctl store verify");
    }

    /** The store named on the command line, else that of the configuration. */
    private static Path directory(Imctl root, @Nullable Path named) throws CliFailure {
        Path store = named;
        if (store == null) {
            Path file = Server.configFile(root.options(), root.surroundings())
                    .orElseThrow(() -> CliFailure.usage("which store? give --store DIR, or --config FILE"));
            if (!(root.surroundings().configuration().apply(file) instanceof ConfigResult.Valid valid)) {
                throw CliFailure.failed("config", file + " is not valid; see imctl config check, or give --store");
            }
            store = valid.config().store().directory();
        }
        if (!Files.isDirectory(store.resolve("blobs"))) {
            throw CliFailure.failed("not-found", store + " holds no store");
        }
        checkOwner(store);
        return store;
    }

    /** What root writes into another user's store, its server cannot use. */
    private static void checkOwner(Path store) throws CliFailure {
        try {
            String owner = Files.getOwner(store).getName();
            if ("root".equals(System.getProperty("user.name")) && !owner.equals("root")) {
                throw CliFailure.failed("owner", store + " belongs to " + owner + ": run this as " + owner);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw CliFailure.failed("store", "the owner of " + store + " cannot be told: " + e.getMessage());
        }
    }

    @Command(
            name = "rebuild",
            description = "Makes the index again from the journal and from what is on disk. The old index is moved to"
                    + " the store's quarantine.")
    static final class Rebuild implements Callable<Integer> {
        @ParentCommand
        private @Nullable StoreCommand store;

        @Option(
                names = "--store",
                paramLabel = "DIR",
                description = "The store; that of the configuration if not given.")
        private @Nullable Path directory;

        @Override
        public Integer call() throws CliFailure {
            Imctl root = Imctl.of(store == null ? null : store.imctl);
            Path chosen = directory(root, directory);
            Output output = root.output();
            RebuildState done;
            try {
                done = StoreRebuild.run(chosen, Clock.systemUTC(), state -> output.note(progress(state)));
            } catch (StoreException e) {
                throw CliFailure.failed(error(e), String.valueOf(e.getMessage()));
            }
            output.fact("Packages", Long.toString(done.packages()));
            output.fact("  adopted", done.adopted() + " that no record of the journal names");
            output.fact("Quarantined", done.quarantined() + " files");
            output.fact("Records read", done.records() + ", and " + done.damagedLines() + " damaged lines left out");
            output.document(Output.JSON
                    .createObjectNode()
                    .put("store", chosen.toString())
                    .put("packages", done.packages())
                    .put("adopted", done.adopted())
                    .put("quarantined", done.quarantined())
                    .put("records", done.records())
                    .put("damagedLines", done.damagedLines()));
            return 0;
        }

        private static String progress(RebuildState state) {
            return "%d %%, %d records read, %d packages"
                    .formatted(Math.round(100 * state.share()), state.records(), state.packages());
        }
    }

    @Command(
            name = "verify",
            description = "Hashes every package on the disk and names those that are damaged. Changes none: a server"
                    + " that is started sets them aside, and so does rebuild. Status 1 if there is any.")
    static final class Verify implements Callable<Integer> {
        /** Bad files named in the JSON document; more are counted. */
        static final int MAX_NAMED = 1000;

        @ParentCommand
        private @Nullable StoreCommand store;

        @Option(
                names = "--store",
                paramLabel = "DIR",
                description = "The store; that of the configuration if not given.")
        private @Nullable Path directory;

        @Override
        public Integer call() throws CliFailure {
            Imctl root = Imctl.of(store == null ? null : store.imctl);
            Path chosen = directory(root, directory);
            Output output = root.output();
            ArrayNode named = Output.JSON.createArrayNode();
            StoreVerify.Outcome done;
            try {
                done = StoreVerify.run(chosen, bad -> {
                    String fault = bad.fault().name().toLowerCase(Locale.ROOT);
                    output.line(String.format("%-10s  %s", fault, bad.file()));
                    if (named.size() < MAX_NAMED) {
                        named.addObject().put("file", bad.file().toString()).put("fault", fault);
                    }
                });
            } catch (StoreException e) {
                throw CliFailure.failed(error(e), String.valueOf(e.getMessage()));
            }
            output.document(Output.JSON
                    .createObjectNode()
                    .put("store", chosen.toString())
                    .put("checked", done.checked())
                    .put("bytes", done.bytes())
                    .put("bad", done.failed())
                    .set("failed", named));
            output.line(done.checked() + " files checked, " + Text.size(done.bytes()) + ", " + done.failed() + " bad.");
            return done.failed() == 0 ? 0 : CliFailure.FAILED;
        }
    }

    private static String error(StoreException fault) {
        return switch (fault.kind()) {
            case LOCKED -> "locked";
            case TOO_NEW -> "too-new";
            case FULL -> "full";
            case CORRUPT, IO -> "store";
        };
    }
}
