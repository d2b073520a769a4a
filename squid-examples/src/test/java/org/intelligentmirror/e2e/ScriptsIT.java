package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scripts an operator starts with. */
final class ScriptsIT {
    private static final String RUN = script("run");
    private static final String INSTALL = script("install");

    private final Path work = Folders.temporary("scripts");

    private final List<Process> running = new ArrayList<>();

    @AfterEach
    void cleanUp() throws InterruptedException {
        for (Process process : running) {
            process.destroy();
            process.waitFor();
        }
        Folders.delete(work);
    }

    @Test
    void demoEndsWell() {
        Command.Result demo = Command.run(RUN, "--demo").succeeded();
        assertThat(demo.out())
                .contains("CAPTURE;reason=complete")
                .contains("HIT;reason=same-url")
                .contains("all as it should be");
    }

    @Test
    void portInUseIsOneLineAndExitOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command.Result run = Command.run(
                    RUN,
                    "--no-squid",
                    "--state",
                    work.toString(),
                    "--icap-port",
                    Integer.toString(taken.getLocalPort()));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).contains("port " + taken.getLocalPort());
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void missingJavaIsOneLineAndExitOne() {
        Command.Result run = Command.run(List.of(RUN), Map.of("JAVA_HOME", "/nonexistent"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("Java 17");
    }

    @Test
    void runServesUntilItIsStoppedAndLeavesNothing() throws Exception {
        int proxy = Ports.free();
        int icap = Ports.free();
        Process run = start("--proxy-port", proxy, "--icap-port", icap, "--http-port", Ports.free());
        byte[] deb = Samples.deb(50_000);
        try (Mirror mirror = new Mirror()) {
            String url = mirror.put("/run.deb", deb);
            assertThat(Download.curl(proxy, url).body()).isEqualTo(deb);
            await().until(() -> new StoreView(work.resolve("store")).holds(deb));
            mirror.stop();
            assertThat(Download.curl(proxy, url).body()).isEqualTo(deb);
        }
        List<ProcessHandle> children = run.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
        run.destroy();
        assertThat(run.waitFor()).isZero();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void runEndsWhenTheServerDies() throws Exception {
        Process run = start("--proxy-port", Ports.free(), "--icap-port", Ports.free(), "--http-port", Ports.free());
        List<ProcessHandle> children = run.descendants().toList();
        children.stream()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .forEach(ProcessHandle::destroyForcibly);
        assertThat(run.waitFor()).isEqualTo(1);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(work.resolve("run.out"))).contains("the server did not stay up");
    }

    @Test
    void secondRunOnTheSameStateIsOneLineAndChangesNothing() throws Exception {
        int proxy = Ports.free();
        Process first = start("--proxy-port", proxy, "--icap-port", Ports.free(), "--http-port", Ports.free());
        Map<Path, String> before = written();
        Command.Result second = Command.run(
                RUN,
                "--state",
                work.toString(),
                "--proxy-port",
                Integer.toString(Ports.free()),
                "--icap-port",
                Integer.toString(Ports.free()),
                "--http-port",
                Integer.toString(Ports.free()));
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err().lines()).hasSize(1);
        assertThat(second.err()).contains("already").contains(work.toString());
        assertThat(written()).isEqualTo(before);
        try (Mirror mirror = new Mirror()) {
            byte[] deb = Samples.deb(20_000);
            assertThat(Download.curl(proxy, mirror.put("/first.deb", deb)).body())
                    .isEqualTo(deb);
        }
        first.destroy();
        assertThat(first.waitFor()).isZero();
        Process next = start("--no-squid", "--icap-port", Ports.free(), "--http-port", Ports.free());
        next.destroy();
        assertThat(next.waitFor()).isZero();
    }

    @Test
    void checkoutAndStateMayHaveSpacesAndQuotesInTheirNames() throws Exception {
        Path checkout = work.resolve("o'ne \"two\" & $three #4");
        for (String part : List.of("scripts", "squid-examples/minimal.conf", "admin-cli/target/dist")) {
            Files.createDirectories(checkout.resolve(part).getParent());
            Command.run(
                            "cp",
                            "-a",
                            ServerProcess.ROOT.resolve(part).toString(),
                            checkout.resolve(part).toString())
                    .succeeded();
        }
        // There is no source to build from in it.
        Files.writeString(checkout.resolve("admin-cli/target/dist/built"), "");
        Path state = checkout.resolve("var");
        int proxy = Ports.free();
        Process run = start(
                checkout.resolve("scripts/run").toString(),
                state,
                "--proxy-port",
                proxy,
                "--icap-port",
                Ports.free(),
                "--http-port",
                Ports.free());
        assertThat(Command.run(
                                checkout.resolve("scripts/imctl").toString(),
                                "--config",
                                state.resolve("intelligentmirror.toml").toString(),
                                "status")
                        .succeeded()
                        .out())
                .contains("ok");
        byte[] deb = Samples.deb(50_000);
        try (Mirror mirror = new Mirror()) {
            assertThat(Download.curl(proxy, mirror.put("/odd.deb", deb)).body()).isEqualTo(deb);
            await().until(() -> new StoreView(state.resolve("store")).holds(deb));
        }
        run.destroy();
        assertThat(run.waitFor()).isZero();
        assertThat(state.resolve("log/access.log")).exists();
    }

    @Test
    void stopDuringTheStartExitsZero() throws Exception {
        Process server = server(work.resolve("store"));
        await().atMost(Duration.ofMinutes(1)).until(() -> console().contains(" starts with "));
        server.destroy();
        assertThat(server.waitFor()).as(console()).isZero();
        assertThat(console()).contains("Stopped");
    }

    @Test
    void startThatFailsSaysWhyAndExitsOne() throws Exception {
        Process server = server(Path.of("/proc/no-such-folder/store"));
        assertThat(server.waitFor()).as(console()).isEqualTo(1);
        assertThat(console()).contains("Cannot start: ").contains("/proc/no-such-folder: no such file or folder");
    }

    @Test
    void installPutsEverythingInItsPlaceAndUninstallTakesItAway() throws Exception {
        Files.createDirectories(work.resolve("etc/squid/conf.d"));
        Command.run(INSTALL, "--destdir", work.toString()).succeeded();
        assertThat(work.resolve("etc/squid/conf.d/00-intelligentmirror.conf")).exists();
        assertThat(work.resolve("usr/lib/systemd/system/intelligentmirror.service"))
                .exists();
        Path config = work.resolve("etc/intelligentmirror/intelligentmirror.toml");
        assertThat(Files.readString(config))
                .contains("\"/var/lib/intelligentmirror\"")
                .contains("\"/var/log/intelligentmirror\"");
        assertThat(Command.run(work + "/usr/bin/intelligentmirror", "--version").exit())
                .isZero();
        assertThat(Command.run(work + "/usr/bin/intelligentmirror", "--check", "--config", config.toString())
                        .exit())
                .isZero();
        assertThat(Command.run(work + "/usr/bin/imctl", "--help").exit()).isZero();

        Files.writeString(config, Files.readString(config) + "# mine\n");
        Command.run(INSTALL, "--destdir", work.toString()).succeeded();
        assertThat(Files.readString(config)).endsWith("# mine\n");

        Command.run(INSTALL, "--destdir", work.toString(), "--uninstall").succeeded();
        assertThat(files(work)).allMatch(file -> file.startsWith("etc/intelligentmirror/"));
        Command.run(INSTALL, "--destdir", work.toString(), "--uninstall", "--purge")
                .succeeded();
        assertThat(files(work)).isEmpty();
    }

    @Test
    void systemdAcceptsTheUnit() throws Exception {
        Path unit = work.resolve("intelligentmirror.service");
        // The program is not installed here; systemd-analyze checks that it exists.
        Files.writeString(
                unit,
                Files.readString(ServerProcess.ROOT.resolve("scripts/packaging/systemd/intelligentmirror.service"))
                        .replace("/usr/bin/intelligentmirror", script("intelligentmirror")));
        Command.Result verdict = Command.run("systemd-analyze", "verify", "--man=no", unit.toString());
        assertThat(verdict.exit()).as(verdict.err()).isZero();
        assertThat(verdict.err()).doesNotContain("intelligentmirror.service:");
    }

    @Test
    void debiansSquidAcceptsTheInclude() throws Exception {
        Path conf = work.resolve("squid.conf");
        Files.writeString(
                conf,
                "http_port 127.0.0.1:3128\ninclude " + ServerProcess.ROOT + "/squid-examples/minimal.conf\n"
                        + "http_access allow localhost\nhttp_access deny all\n");
        Command.Result parsed = Command.run("squid", "-k", "parse", "-f", conf.toString());
        assertThat(parsed.exit()).as(parsed.err()).isZero();
        assertThat(parsed.err()).doesNotContain("WARNING").doesNotContain("ERROR");
    }

    /** Starts scripts/run and waits until it says that it is ready. */
    private Process start(Object... options) throws IOException {
        return start(RUN, work, options);
    }

    private Process start(String run, Path state, Object... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(run, "--state", state.toString()));
        Stream.of(options).map(Object::toString).forEach(words::add);
        Process started = background(words);
        await().atMost(Duration.ofMinutes(1))
                .failFast(() -> assertThat(started.isAlive()).as(console()).isTrue())
                .until(() -> console().contains("stop   Ctrl-C"));
        return started;
    }

    /** Starts the server alone, without waiting. */
    private Process server(Path store) throws IOException {
        Path config = work.resolve("server.toml");
        Files.writeString(config, """
                icap.listen = "127.0.0.1:%d"
                http.listen = "127.0.0.1:%d"
                store.directory = "%s"
                log.directory = "%s"
                """.formatted(Ports.free(), Ports.free(), store, work.resolve("log")));
        return background(List.of(script("intelligentmirror"), "--config", config.toString()));
    }

    private Process background(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("run.out").toFile());
        Command.cleanse(builder.environment());
        Process started = builder.start();
        running.add(started);
        return started;
    }

    /** What the program in the background has printed. */
    private String console() throws IOException {
        return Files.readString(work.resolve("run.out"));
    }

    /** What scripts/run itself writes, and its text. */
    private Map<Path, String> written() throws IOException {
        Map<Path, String> texts = new HashMap<>();
        for (String name : List.of(
                "intelligentmirror.toml",
                "log/console.log",
                "log/server.log",
                "squid/squid.conf",
                "squid/intelligentmirror.conf")) {
            texts.put(work.resolve(name), Files.readString(work.resolve(name)));
        }
        return texts;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static String script(String name) {
        return ServerProcess.ROOT.resolve("scripts").resolve(name).toString();
    }
}
