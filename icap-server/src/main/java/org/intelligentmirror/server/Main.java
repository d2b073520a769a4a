package org.intelligentmirror.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.intelligentmirror.config.ConfigLoader;
import org.intelligentmirror.config.ConfigProblem;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.config.EffectiveConfig;
import org.intelligentmirror.config.ServerConfig;
import org.intelligentmirror.log.ServerLog;
import org.intelligentmirror.store.FileFaultText;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program {@code intelligentmirror}. Exit status: 0 stopped as asked or configuration valid, 1 could not start, 2
 * configuration or usage wrong.
 */
@Command(
        name = "intelligentmirror",
        description = "An ICAP server that gives Squid a cache of software packages.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int CANNOT_START = 1;
    private static final int WRONG_CONFIG = 2;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (TOML).")
    private Path configFile = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides one key of the configuration; may be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--check", description = "Only says whether the configuration is valid.")
    private boolean checkOnly;

    private Main() {}

    /** Runs the server in the foreground. */
    public static void main(String[] args) {
        int status = new CommandLine(new Main()).execute(args);
        if (status != RUNNING) {
            System.exit(status);
        }
    }

    /** The server goes on after {@link #call}: its shutdown hook ends the process. */
    private static final int RUNNING = -1;

    @Override
    public Integer call() {
        ConfigResult result = ConfigLoader.load(configFile, overrides);
        if (result instanceof ConfigResult.Invalid invalid) {
            for (ConfigProblem problem : invalid.problems()) {
                System.err.println(configFile + ": " + problem);
            }
            return WRONG_CONFIG;
        }
        ConfigResult.Valid valid = (ConfigResult.Valid) result;
        if (checkOnly) {
            valid.warnings().forEach(warning -> System.err.println(configFile + ": warning: " + warning));
            System.out.println(configFile + ": valid");
            return 0;
        }
        ServerConfig config = valid.config();
        CompletableFuture<Server> started = new CompletableFuture<>();
        SystemdNotifier systemd = SystemdNotifier.fromEnvironment(System.getenv());
        // Before anything is started, so that a stop during the start is a stop like any other.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, systemd), "shutdown"));
        try {
            ServerLog.configure(config.log(), true);
            LOG.info("IntelligentMirror {} starts with {}", Version.text(), configFile);
            EffectiveConfig.render(config).forEach(line -> LOG.info("config {}", line));
            valid.warnings().forEach(warning -> LOG.warn("config {}", warning));
            Server server = Server.start(config, Version.text(), Clock.systemUTC());
            systemd.ready();
            LOG.info("Ready");
            started.complete(server);
            return RUNNING;
        } catch (StoreException e) {
            return cannotStart(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            return cannotStart(FileFaultText.of(e), e);
        } finally {
            // Whatever went wrong, the hook must not wait for it; no effect on a server that runs.
            started.cancel(false);
        }
    }

    private static int cannotStart(String why, Exception cause) {
        LOG.error("Cannot start: {}", why);
        LOG.debug("Cannot start", cause);
        return CANNOT_START;
    }

    /** The shutdown hook: waits until the start is over, then closes what it has started. */
    private static void stop(CompletableFuture<Server> started, SystemdNotifier systemd) {
        Server server;
        try {
            server = started.join();
        } catch (CancellationException e) {
            // The status of a start that failed, also if a signal came meanwhile.
            Runtime.getRuntime().halt(CANNOT_START);
            return;
        }
        LOG.info("Stopping: running transfers may finish");
        systemd.stopping();
        server.close();
        // A stop that was asked for is a success, though a signal asked for it.
        Runtime.getRuntime().halt(0);
    }
}
