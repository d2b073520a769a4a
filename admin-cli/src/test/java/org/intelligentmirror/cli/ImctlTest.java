package org.intelligentmirror.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.catalog.CatalogReport;
import org.intelligentmirror.catalog.Disagreement;
import org.intelligentmirror.catalog.RootReport;
import org.intelligentmirror.config.Cidr;
import org.intelligentmirror.config.ConfigProblem;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.config.HttpConfig;
import org.intelligentmirror.config.ListenAddress;
import org.intelligentmirror.handoff.HandoffSeal;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.http.AdminToken;
import org.intelligentmirror.http.HttpBackend;
import org.intelligentmirror.http.HttpListener;
import org.intelligentmirror.http.HttpTransport;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.metrics.ServerMetrics;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** imctl, run in this process against a real listener. */
final class ImctlTest {
    private static final String URL = "http://a.example/x.rpm";

    @TempDir
    Path folder;

    private final HttpTransport transport = HttpTransport.nio(1);
    private HttpListener listener;
    private ShelfInventory shelf;
    private Path tokenFile;
    private String server;
    private Sha256 rpm;
    private Optional<String> reply = Optional.empty();
    private ConfigResult reading = new ConfigResult.Invalid(List.of(new ConfigProblem("icap.listen", "no port")));

    private record Run(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(out);
        }
    }

    @BeforeEach
    void start() throws IOException {
        shelf = new ShelfInventory(folder);
        rpm = shelf.add(URL, "x.rpm", "package".getBytes(StandardCharsets.UTF_8));
        tokenFile = folder.resolve("admin.token");
        listener = new HttpListener(
                new HttpConfig(
                        new ListenAddress("127.0.0.1", 0),
                        Optional.empty(),
                        List.of(Cidr.parse("127.0.0.0/8").orElseThrow())),
                transport,
                new HttpBackend(
                        shelf,
                        new ListedPins(),
                        ListedPins::report,
                        Runnable::run,
                        new ServerMetrics("2.0-test", () -> 0),
                        () -> new HealthSource.Health(HealthSource.Status.OK, Map.of()),
                        () -> new CatalogReport(
                                3,
                                1,
                                0,
                                List.of(new Disagreement("http://liar.example/", 2, Instant.EPOCH, true)),
                                List.of(
                                        root(RootReport.State.STALE, Optional.of(Instant.EPOCH), true),
                                        root(RootReport.State.CURRENT, Optional.empty(), false))),
                        url -> Optional.of(new Locator("http", "a.example", 80, url.substring(16), Optional.empty())),
                        new Handoffs(
                                HandoffSeal.loadOrCreate(folder.resolve("handoff.key"), new SecureRandom()),
                                shelf,
                                Clock.systemUTC(),
                                0),
                        AdminToken.loadOrCreate(tokenFile, new SecureRandom()),
                        "2.0-test",
                        () -> "127.0.0.1:1344"),
                Clock.systemUTC());
        InetSocketAddress address = listener.start();
        server = "http://127.0.0.1:" + address.getPort();
    }

    @AfterEach
    void stop() {
        listener.close();
        transport.shutDown();
    }

    private Run run(String... args) {
        return with(Map.of("IMCTL_SERVER", server, "IMCTL_TOKEN_FILE", tokenFile.toString()), args);
    }

    private Run with(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings around =
                new Surroundings(environment, folder.resolve("none.toml"), file -> reading, question -> reply);
        int status = Imctl.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                around);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void statusAndStatsShowTheFigures() {
        assertThat(run("status").out())
                .contains("2.0-test", "127.0.0.1:1344", "ok", "7 B")
                .contains("http://liar.example/, 2 times, not trusted now");
        assertThat(run("stats", "--json").json().at("/store/packages").longValue())
                .isEqualTo(1);
        assertThat(run("--json", "status").json().at("/health/status").stringValue())
                .isEqualTo("ok");
    }

    private static RootReport root(RootReport.State state, Optional<Instant> doubted, boolean distrusted) {
        String root = "http://" + state + ".example/";
        Instant then = Instant.parse("2026-02-03T04:05:06Z");
        return new RootReport(root + "repodata/repomd.xml", root, state, 2, then, then, doubted, 3, distrusted);
    }

    @Test
    void rootsAreShownWithWhatIsWrongWithThem() {
        String shown = run("roots").out();
        assertThat(shown.lines().skip(1))
                .containsExactly(
                        "stale         2  2026-02-03 04:05  http://STALE.example/repodata/repomd.xml"
                                + " (since 1970-01-01 00:00, 3 times not readable) (sent other bytes, not trusted)",
                        "current       2  2026-02-03 04:05  http://CURRENT.example/repodata/repomd.xml");
        JsonNode roots = run("roots", "--json").json().at("/roots");
        assertThat(roots).hasSize(2);
        assertThat(roots.at("/0/doubtedSince").stringValue()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(roots.at("/1").has("doubtedSince")).isFalse();
        assertThat(roots.at("/1/state").stringValue()).isEqualTo("current");
    }

    @Test
    void pinsAreMadeListedAndRemoved() {
        assertThat(run("pin", "linux-*").out()).contains("Pin 1 keeps 3 packages");
        assertThat(run("pin", "http://a.example/r/", "--json")
                        .json()
                        .at("/pin/kind")
                        .stringValue())
                .isEqualTo("repository");
        assertThat(run("pin", "--host", "*.example", "--json")
                        .json()
                        .at("/pin/kind")
                        .stringValue())
                .isEqualTo("repository");
        assertThat(run("pins").out()).contains("linux-*", "2 packages are pinned");
        assertThat(run("unpin", "linux-*").status()).isZero();
        assertThat(run("unpin", "linux-*").status()).isEqualTo(1);
        assertThat(run("pins", "--json").json().at("/pins")).hasSize(2);
        Run over = run("pin", "*");
        assertThat(over.status()).isEqualTo(1);
        assertThat(over.err()).contains("20 bytes more", "types.deb.max-size");
    }

    @Test
    void whatIsPinnedIsPurgedByForceOnly() {
        assertThat(run("pin", rpm.toString(), "--json").json().at("/pin/kind").stringValue())
                .isEqualTo("digest");
        Run refused = run("purge", "--yes", rpm.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("is pinned");
        assertThat(run("purge", "--yes", "--force", rpm.toString()).status()).isZero();
    }

    @Test
    void limitsAndEvictionsAreShown() {
        assertThat(run("stats").out())
                .contains("512.0 KiB of 1.0 MiB", "2 packages, 8.0 KiB", "1 packages, 12.0 KiB, for max-size")
                .contains("unused for 77 s");
        assertThat(run("status", "--json").json().at("/eviction/state").stringValue())
                .isEqualTo("accepting");
    }

    @Test
    void listingsFollowPagesToTheEnd() throws Exception {
        for (int i = 0; i < 1001; i++) {
            shelf.add("http://b.example/" + i, i + ".deb", ("deb " + i).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(run("list", "--limit", "0", "--json").json().at("/packages")).hasSize(1002);
        Run some = run("list", "--limit", "501", "--json");
        assertThat(some.json().at("/packages")).hasSize(501);
        assertThat(some.json().at("/more").booleanValue()).isTrue();
        assertThat(run("list", "--type", "rpm", "--limit", "0", "--json").json().at("/packages"))
                .hasSize(1);
        assertThat(run("search", "1000", "--json").json().at("/packages")).hasSize(1);
        assertThat(run("list", "--host", "a.example").out().lines()).hasSize(2);
    }

    @Test
    void packageIsShownByDigestUrlAndName() {
        for (String what : new String[] {rpm.toString(), URL, "x.rpm"}) {
            assertThat(run("show", what).out()).contains(rpm.toString(), URL);
            assertThat(run("show", what, "--json").json().at("/packages/0/name").stringValue())
                    .isEqualTo("x.rpm");
        }
        assertThat(run("show", "absent.rpm").status()).isEqualTo(1);
        assertThat(run("show", "absent.rpm", "--json").json().at("/error").stringValue())
                .isEqualTo("not-found");
    }

    @Test
    void terminalSequencesInNamesAreNeutralised() throws Exception {
        shelf.add("http://b.example/y", "\u001b[2J\u202ey.deb", new byte[1]);
        assertThat(run("list").out())
                .contains("?[2J?y.deb")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        assertThat(run("list", "--json").out()).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void downloadIsCheckedAndNeverOverwritesUnasked() throws Exception {
        Path file = folder.resolve("out.rpm");
        assertThat(run("get", rpm.toString(), "-o", file.toString()).status()).isZero();
        assertThat(Files.readString(file)).isEqualTo("package");
        assertThat(run("get", "x.rpm", "-o", file.toString()).status()).isEqualTo(1);
        assertThat(run("get", "x.rpm", "-o", file.toString(), "--force", "--json")
                        .json()
                        .at("/length")
                        .longValue())
                .isEqualTo(7);
    }

    @Test
    void downloadWithOtherBytesIsNotPublished() throws Exception {
        Files.writeString(folder.resolve(rpm.toString()), "forgery");
        Path file = folder.resolve("out.rpm");
        Run run = run("get", "x.rpm", "-o", file.toString(), "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().at("/error").stringValue()).isEqualTo("digest");
        assertThat(file).doesNotExist();
        try (var left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    void purgeAsksAndDoesOnlyWhatWasAgreed() throws Exception {
        assertThat(run("purge", "x.rpm").status()).isEqualTo(2);
        reply = Optional.of("n");
        assertThat(run("purge", "x.rpm").status()).isEqualTo(1);
        assertThat(run("purge", "x.rpm", "--dry-run", "--json").json().at("/purged"))
                .hasSize(1);
        shelf.add("http://b.example/x.rpm", "x.rpm", new byte[5]);
        assertThat(run("purge", "x.rpm", "--yes").err()).contains("--all");
        assertThat(run("list", "--json").json().at("/packages")).hasSize(2);
        reply = Optional.of("y");
        assertThat(run("purge", rpm.toString()).status()).isZero();
        assertThat(run("purge", "x.rpm", "--all", "--yes", "--json").json().at("/purged"))
                .hasSize(1);
        assertThat(run("list", "--json").json().at("/packages")).isEmpty();
    }

    @Test
    void exitStatusTellsWhatWentWrong() throws Exception {
        assertThat(run("nonsense").status()).isEqualTo(2);
        assertThat(run("list", "--limit", "x", "--json").json().at("/error").stringValue())
                .isEqualTo("usage");
        assertThat(run("list", "--server", "ftp://x").status()).isEqualTo(2);
        Run dead = run("status", "--server", "http://127.0.0.1:1", "--json");
        assertThat(dead.status()).isEqualTo(3);
        assertThat(dead.json().at("/error").stringValue()).isEqualTo("unreachable");
        Path wrong = Files.writeString(folder.resolve("wrong"), "0123456789abcdef");
        Run refused = run("status", "--token-file", wrong.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("is not the server's").doesNotContain("0123456789abcdef");
        assertThat(with(Map.of("IMCTL_SERVER", server), "status").err()).contains("--token-file");
        List<String> help = new ArrayList<>(run("--help").out().lines().toList());
        assertThat(help.toString()).contains("purge", "config");
    }

    @Test
    void everySubcommandHasItsHelp() {
        List<List<String>> commands = List.of(
                List.of("status"),
                List.of("list"),
                List.of("search"),
                List.of("show"),
                List.of("get"),
                List.of("stats"),
                List.of("purge"),
                List.of("config"),
                List.of("config", "check"));
        for (List<String> command : commands) {
            for (String option : List.of("--help", "-h", "--version")) {
                List<String> words = new ArrayList<>(command);
                words.add(option);
                Run run = run(words.toArray(String[]::new));
                assertThat(run.status()).as(words + run.err()).isZero();
                assertThat(run.out())
                        .contains(
                                option.equals("--version")
                                        ? "imctl ("
                                        : "Usage: imctl " + String.join(" ", command) + " ");
            }
        }
    }

    @Test
    void verifyChecksOnePackageOrAll() throws IOException {
        Sha256 bad = shelf.add("http://a.example/bad.deb", "bad.deb", "good bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(run("verify").status()).isZero();
        Files.writeString(folder.resolve(bad.toString()), "evil bytes");
        assertThat(run("verify", "x.rpm").status()).isZero();
        assertThat(run("verify", "bad.deb").status()).isEqualTo(1);
        Run all = run("verify", "--json");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.json().path("checked").asInt()).isEqualTo(2);
        assertThat(all.json().at("/failed/0/finding").asString()).isEqualTo("wrong");
        assertThat(all.json().at("/failed/0/package/sha256").asString()).isEqualTo(bad.toString());
        assertThat(run("verify").out()).contains(bad.toString(), "2 packages checked", "1 failed");
        assertThat(run("verify", "none.deb").status()).isEqualTo(1);
    }

    @Test
    void configCheckReportsEveryProblem() {
        Run bad = run("config", "check", "some.toml");
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.out()).contains("icap.listen: no port");
        assertThat(run("config", "check", "some.toml", "--json").json().at("/problems"))
                .hasSize(1);
        assertThat(run("config", "check").status()).isEqualTo(2);
    }
}
