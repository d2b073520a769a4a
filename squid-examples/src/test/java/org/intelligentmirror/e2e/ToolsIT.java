package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** imctl and an ICAP client that is not Squid, against a running server. */
final class ToolsIT {
    private static Stage stage;
    private static Mirror mirror;

    @BeforeAll
    static void open() {
        stage = Stage.open();
        mirror = new Mirror();
    }

    @AfterAll
    static void close() {
        stage.close();
        mirror.close();
    }

    @Test
    void otherIcapClientGetsOptions() {
        for (String service : List.of("reqmod", "respmod")) {
            String told = icapClient(List.of("-s", service));
            assertThat(told).contains("ICAP server:").contains(service.equals("reqmod") ? "REQMOD" : "RESPMOD");
        }
    }

    @Test
    void otherIcapClientIsCapturedAndServed() throws Exception {
        Path work = Folders.temporary("c-icap");
        String in = work.resolve("in").toString();
        String out = work.resolve("out").toString();
        for (List<String> manner : List.of(List.<String>of(), List.of("-no204"), List.of("-nopreview", "-no204"))) {
            byte[] deb = Samples.deb(100_000);
            Files.write(work.resolve("in"), deb);
            String url = "http://mirror.test/" + manner.size() + "/c-icap.deb";
            List<String> words = new ArrayList<>(List.of("-s", "respmod", "-f", in, "-o", out, "-resp", url));
            words.addAll(manner);

            assertThat(icapClient(words)).contains("X-IntelligentMirror: CAPTURE;reason=complete");
            assertThat(Files.readAllBytes(work.resolve("out"))).isEqualTo(deb);
            stage.awaitOutcome(url, "yes");
            assertThat(stage.store().holds(deb)).isTrue();

            // The client overwrites no file.
            Files.delete(work.resolve("out"));
            assertThat(icapClient(List.of("-s", "reqmod", "-req", url, "-method", "GET", "-o", out)))
                    .contains("X-IntelligentMirror: HIT;reason=same-url");
            assertThat(Files.readAllBytes(work.resolve("out"))).isEqualTo(deb);
            Files.delete(work.resolve("out"));
        }
        Folders.delete(work);
    }

    @Test
    void otherIcapClientWithoutHttpHeadersIsLeftAlone() throws Exception {
        Path work = Folders.temporary("c-icap");
        byte[] deb = Samples.deb(100_000);
        Files.write(work.resolve("in"), deb);
        String told =
                icapClient(List.of("-s", "respmod", "-f", work.resolve("in").toString(), "-noreshdr", "-nopreview"));
        assertThat(told).contains("X-IntelligentMirror: PASS;reason=");
        assertThat(stage.store().holds(deb)).isFalse();
        Folders.delete(work);
    }

    @Test
    void imctlShowsWhatIsStored() throws Exception {
        byte[] deb = Samples.deb(50_000);
        String url = mirror.put("/shown_1.0_all.deb", deb);
        stage.capture(url);
        String digest = Samples.sha256(deb);

        assertThat(json("status", "--json").isObject()).isTrue();
        assertThat(json("list", "--json").toString()).contains(digest);
        assertThat(json("search", "shown", "--json").toString()).contains(digest);
        assertThat(json("search", "no-such-name", "--json").toString()).doesNotContain(digest);
        assertThat(json("show", digest, "--json").toString()).contains(url).contains("shown_1.0_all.deb");
        assertThat(json("stats", "--json").isObject()).isTrue();
        assertThat(json("config", "check", "--json").isObject()).isTrue();
        for (String plain : List.of("status", "list", "stats")) {
            assertThat(stage.server().imctl(plain).succeeded().out()).isNotBlank();
        }

        Path folder = Folders.temporary("imctl");
        Path target = folder.resolve("got.deb");
        stage.server().imctl("get", digest, "--output", target.toString()).succeeded();
        assertThat(Files.readAllBytes(target)).isEqualTo(deb);
        Folders.delete(folder);
    }

    @Test
    void purgedPackageIsFetchedAgain() {
        byte[] deb = Samples.deb(60_000);
        String url = mirror.put("/purged.deb", deb);
        stage.capture(url);
        stage.server().imctl("purge", Samples.sha256(deb), "--yes").succeeded();
        assertThat(stage.store().holds(deb)).isFalse();
        assertThat(stage.server().imctl("show", Samples.sha256(deb)).exit()).isEqualTo(1);
        assertThat(stage.get(url).verdict()).isEqualTo("CAPTURE;reason=complete");
    }

    @Test
    void imctlExitStatusesAreKept() {
        assertThat(stage.server().imctl("show", "0".repeat(64)).exit()).isEqualTo(1);
        assertThat(stage.server().imctl("no-such-command").exit()).isEqualTo(2);
        try (ServerProcess absent =
                new ServerProcess(Folders.temporary("absent"), stage.store().directory(), List.of())) {
            absent.writeConfig();
            assertThat(absent.imctl("status").exit()).isEqualTo(3);
        }
    }

    private static JsonNode json(String... words) {
        return JsonMapper.shared()
                .readTree(stage.server().imctl(words).succeeded().out());
    }

    private static String icapClient(List<String> words) {
        List<String> all = new ArrayList<>(List.of("c-icap-client", "-i", "127.0.0.1"));
        all.addAll(List.of("-p", Integer.toString(stage.server().icapPort()), "-v"));
        all.addAll(words);
        Command.Result result = Command.run(all).succeeded();
        return result.out() + result.err();
    }
}
