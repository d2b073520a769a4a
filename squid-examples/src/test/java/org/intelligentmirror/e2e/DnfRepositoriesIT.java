package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.e2e.DebRepository.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real dnf against repositories as distributions publish them, a second mirror of each beside the first. */
final class DnfRepositoriesIT {
    private static final String RPM = "im-one-1.0-1.noarch.rpm";

    private static Stage stage;
    private static SigningKey key;

    private Mirror one;
    private Mirror two;

    @BeforeAll
    static void open() {
        stage = Stage.open();
        key = new SigningKey();
    }

    @AfterAll
    static void close() {
        stage.close();
        key.close();
    }

    @BeforeEach
    void openMirrors() {
        one = new Mirror();
        two = new Mirror();
    }

    @AfterEach
    void closeMirrors() {
        one.close();
        two.close();
    }

    @ParameterizedTest
    @CsvSource({"sha256", "sha512"})
    void aSignedRepositoryIsSharedByItsMirrors(String algorithm) {
        byte[] rpm = key.signedRpm(Packages.rpm("im-one", "1.0"));
        Map<String, byte[]> repository = Packages.dnfRepository(Map.of(RPM, rpm), "--checksum " + algorithm);
        repository.put("repodata/repomd.xml.asc", key.detached(repomd(repository)));
        publish(one, "/os/", repository);
        publish(two, "/pub/os/", repository);
        for (Mirror mirror : new Mirror[] {one, two}) {
            String url = mirror.url(mirror == one ? "/os/" : "/pub/os/");
            Map<String, String> settings = Map.of(
                    "baseurl", url, "gpgcheck", "1", "repo_gpgcheck", "1", "gpgkey", "file://" + key.publicKey());
            try (DnfClient client = new DnfClient(stage.squid().port(), settings)) {
                assertThat(client.download("im-one")).isEqualTo(rpm);
            }
            stage.awaitOutcome(one.url("/os/" + RPM), "yes");
        }
        assertThat(count(one, RPM)).isEqualTo(1);
        assertThat(count(two, RPM)).isZero();
        // Named by SHA-256 the list itself is in the store; by SHA-512 it is read as it passes.
        boolean stored = algorithm.equals("sha256");
        assertThat(count(two, "-primary.xml")).isEqualTo(stored ? 0 : 1);
        stage.awaitLogged(two.url("/pub/os/" + RPM), "HIT", stored ? "mirror" : "catalog");
    }

    @ParameterizedTest
    @CsvSource({"metalink", "mirrorlist"})
    void listsOfMirrorsLeadClientsButVouchForNobody(String kind) {
        byte[] rpm = Packages.rpm("im-one", "1.0");
        Map<String, byte[]> repository = Packages.dnfRepository(Map.of(RPM, rpm), "");
        byte[] foreign = Packages.rpm("im-one", "1.0");
        publish(one, "/os/", repository);
        publish(two, "/pub/os/", repository);
        try (Mirror liar = new Mirror()) {
            // Named as a mirror of the same, it has other bytes; its own index never passes.
            publish(liar, "/os/", Map.of(RPM, foreign));
            String first = mirrors(kind, repository, one.url("/os/"), liar.url("/os/"));
            String second = mirrors(kind, repository, two.url("/pub/os/"), liar.url("/os/"));
            for (String list : new String[] {first, second}) {
                Map<String, String> settings = Map.of(kind, list, "gpgcheck", "0");
                try (DnfClient client = new DnfClient(stage.squid().port(), settings)) {
                    assertThat(client.download("im-one")).isEqualTo(rpm);
                }
                stage.awaitOutcome(one.url("/os/" + RPM), "yes");
            }
            assertThat(count(one, RPM)).isEqualTo(1);
            assertThat(count(two, RPM)).isZero();
            stage.awaitLogged(two.url("/pub/os/" + RPM), "HIT", "mirror");
            Stage.Visit visit = stage.get(liar.url("/os/" + RPM));
            assertThat(visit.body()).isEqualTo(foreign);
            assertThat(visit.verdict()).isEqualTo("CAPTURE;reason=complete");
        }
    }

    @Test
    void namesAreTheSameHoweverTheyAreEscaped() {
        String version = "1.0~rc1^git2";
        String file = "im-c++-" + version + "-1.noarch.rpm";
        byte[] rpm = Packages.rpm("im-c++", version);
        try (RawOrigin origin = RawOrigin.ofFiles(Packages.dnfRepository(Map.of(file, rpm), ""))) {
            try (DnfClient client = new DnfClient(stage.squid().port(), origin.url("/"))) {
                assertThat(client.download("im-c++")).isEqualTo(rpm);
            }
            String spelt = origin.url(
                    "/" + file.replace("+", "%2B").replace("~", "%7E").replace("^", "%5e"));
            stage.awaitVerdict(spelt, "HIT;reason=catalog");
            assertThat(stage.get(spelt).body()).isEqualTo(rpm);
            assertThat(origin.requests())
                    .filteredOn(head -> head.contains(".rpm "))
                    .hasSize(1);
        }
    }

    /** As clients of zchunk do, which Debian's dnf is not: they ask for the list's header and then for some chunks. */
    @Test
    void aListFetchedInPartsIsCompletedAndVouches() {
        byte[] rpm = Packages.rpm("im-one", "1.0");
        Map<String, byte[]> repository = Packages.dnfRepository(Map.of(RPM, rpm), "--zck");
        publish(one, "/os/", repository);
        String list = repository.keySet().stream()
                .filter(path -> path.endsWith("-primary.xml.zck"))
                .findFirst()
                .orElseThrow();
        stage.get(one.url("/os/repodata/repomd.xml"));
        byte[] head = stage.get(one.url("/os/" + list), "-r", "0-99").body();
        assertThat(head).isEqualTo(Arrays.copyOf(repository.get(list), 100));
        stage.awaitVerdict(one.url("/os/" + list), "HIT;reason=url-digest");
        stage.capture(one.url("/os/" + RPM));
        stage.awaitVerdict(one.url("/os/" + RPM), "HIT;reason=catalog");
        assertThat(stage.get(one.url("/os/" + RPM)).body()).isEqualTo(rpm);
        assertThat(count(one, RPM)).isEqualTo(1);
    }

    @Test
    void aPackageRebuiltUnderItsNameIsNoticed() {
        Map<Integer, byte[]> generations = Map.of(0, Packages.rpm("im-one", "1.0"), 1, Packages.rpm("im-one", "1.0"));
        for (int generation = 0; generation < 2; generation++) {
            byte[] rpm = generations.get(generation);
            publish(one, "/os/", Packages.dnfRepository(Map.of(RPM, rpm), ""));
            for (int machine = 0; machine < 2; machine++) {
                try (DnfClient client = new DnfClient(stage.squid().port(), one.url("/os/"))) {
                    assertThat(client.download("im-one")).isEqualTo(rpm);
                }
                stage.awaitOutcome(one.url("/os/" + RPM), "yes");
            }
            assertThat(count(one, RPM)).isEqualTo(generation + 1);
        }
    }

    /** Publishes a metalink or mirrorlist of these roots; its URL. */
    private String mirrors(String kind, Map<String, byte[]> repository, String... roots) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < roots.length; i++) {
            String url = kind.equals("metalink") ? roots[i] + "repodata/repomd.xml" : roots[i];
            list.append(
                    kind.equals("metalink")
                            ? "<url protocol=\"http\" type=\"http\" preference=\"%d\">%s</url>".formatted(100 - i, url)
                            : url + "\n");
        }
        byte[] repomd = repomd(repository);
        String metalink = """
                <?xml version="1.0" encoding="utf-8"?>
                <metalink version="3.0" xmlns="http://www.metalinker.org/">
                <files><file name="repomd.xml"><size>%d</size>
                <verification><hash type="sha256">%s</hash></verification>
                <resources maxconnections="1">%s</resources></file></files></metalink>
                """.formatted(repomd.length, Samples.sha256(repomd), list);
        String path = "/" + Samples.sha256(text(list.toString())) + "/" + kind;
        return one.put(path, text(kind.equals("metalink") ? metalink : list.toString()));
    }

    private static byte[] repomd(Map<String, byte[]> repository) {
        return Objects.requireNonNull(repository.get("repodata/repomd.xml"));
    }

    private static long count(Mirror mirror, String part) {
        return mirror.requests().stream()
                .filter(request -> request.contains(part))
                .count();
    }

    private static void publish(Mirror mirror, String root, Map<String, byte[]> files) {
        new HashMap<>(files).forEach((path, body) -> mirror.put(root + path, body));
    }
}
