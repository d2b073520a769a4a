package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The right bytes for every name, from any mirror, on evidence: two distributions share package names with different
 * contents, each has mirrors, and what a repository's own indexes say decides.
 */
final class IdentityIT {
    private static Map<String, byte[]> debian;
    private static Map<String, byte[]> ubuntu;
    private static Map<String, byte[]> alma;
    private static Map<String, byte[]> rocky;

    private Stage stage;
    private Mirror one;
    private Mirror two;

    @BeforeAll
    static void build() {
        debian = Packages.aptRepository();
        ubuntu = Packages.aptRepository();
        alma = Packages.dnfRepository();
        rocky = Packages.dnfRepository();
    }

    @BeforeEach
    void open() {
        stage = Stage.open();
        one = new Mirror();
        two = new Mirror();
    }

    @AfterEach
    void close() {
        stage.close();
        one.close();
        two.close();
    }

    @Test
    void debFromOneMirrorIsAHitOnAnotherWithTheSameIndex() {
        serve(one, "/debian/", debian);
        serve(two, "/mirrors/deb/", debian);
        byte[] wanted = Packages.bytesOf(debian, "im-medium");
        try (AptClient first = new AptClient(stage.squid().port(), one.url("/debian"));
                AptClient second = new AptClient(stage.squid().port(), two.url("/mirrors/deb"))) {
            assertThat(first.download("im-medium")).isEqualTo(wanted);
            stage.awaitOutcome(one.url("/debian/" + Packages.pathOf(debian, "im-medium")), "yes");
            second.update();
            two.stop();
            assertThat(second.downloadKnown("im-medium")).isEqualTo(wanted);
        }
        String url = two.url("/mirrors/deb/" + Packages.pathOf(debian, "im-medium"));
        stage.awaitLogged(url, "HIT", "catalog");
    }

    @Test
    void rpmFromOneMirrorIsAHitOnAnotherWithTheSameIndex() {
        serve(one, "/alma/", alma);
        serve(two, "/pub/alma/", alma);
        byte[] wanted = Packages.bytesOf(alma, "im-medium");
        try (DnfClient first = new DnfClient(stage.squid().port(), one.url("/alma"));
                DnfClient second = new DnfClient(stage.squid().port(), two.url("/pub/alma"))) {
            assertThat(first.download("im-medium")).isEqualTo(wanted);
            stage.awaitOutcome(one.url("/alma/" + Packages.pathOf(alma, "im-medium")), "yes");
            second.makeCache();
            two.stop();
            assertThat(second.download("im-medium")).isEqualTo(wanted);
        }
        stage.awaitLogged(two.url("/pub/alma/" + Packages.pathOf(alma, "im-medium")), "HIT", "mirror");
    }

    @Test
    void sameNamesWithOtherBytesStayApart() {
        serve(one, "/debian/", debian);
        serve(two, "/ubuntu/", ubuntu);
        for (int round = 0; round < 2; round++) {
            assertThat(aptDownload(one, "/debian", "im-medium")).isEqualTo(Packages.bytesOf(debian, "im-medium"));
            assertThat(aptDownload(two, "/ubuntu", "im-medium")).isEqualTo(Packages.bytesOf(ubuntu, "im-medium"));
            stage.awaitOutcome(one.url("/debian/" + Packages.pathOf(debian, "im-medium")), "yes");
            stage.awaitOutcome(two.url("/ubuntu/" + Packages.pathOf(ubuntu, "im-medium")), "yes");
        }
        stage.awaitLogged(one.url("/debian/" + Packages.pathOf(debian, "im-medium")), "HIT", "catalog");
        stage.awaitLogged(two.url("/ubuntu/" + Packages.pathOf(ubuntu, "im-medium")), "HIT", "catalog");
    }

    @Test
    void sameRpmNamesWithOtherBytesStayApart() {
        serve(one, "/alma/", alma);
        serve(two, "/rocky/", rocky);
        for (int round = 0; round < 2; round++) {
            assertThat(dnfDownload(one, "/alma", "im-medium")).isEqualTo(Packages.bytesOf(alma, "im-medium"));
            assertThat(dnfDownload(two, "/rocky", "im-medium")).isEqualTo(Packages.bytesOf(rocky, "im-medium"));
            stage.awaitOutcome(one.url("/alma/" + Packages.pathOf(alma, "im-medium")), "yes");
            stage.awaitOutcome(two.url("/rocky/" + Packages.pathOf(rocky, "im-medium")), "yes");
        }
        stage.awaitLogged(one.url("/alma/" + Packages.pathOf(alma, "im-medium")), "HIT", "catalog");
        stage.awaitLogged(two.url("/rocky/" + Packages.pathOf(rocky, "im-medium")), "HIT", "catalog");
    }

    @Test
    void packageRebuiltUnderItsNameIsNoticedThroughTheIndex() {
        serve(one, "/debian/", debian);
        assertThat(aptDownload(one, "/debian", "im-medium")).isEqualTo(Packages.bytesOf(debian, "im-medium"));
        stage.awaitOutcome(one.url("/debian/" + Packages.pathOf(debian, "im-medium")), "yes");
        serve(one, "/debian/", ubuntu);
        assertThat(aptDownload(one, "/debian", "im-medium")).isEqualTo(Packages.bytesOf(ubuntu, "im-medium"));
        byte[] rebuilt = Packages.bytesOf(ubuntu, "im-medium");
        await().atMost(Duration.ofSeconds(30)).until(() -> stage.store().holds(rebuilt));
    }

    @Test
    void mirrorThatLiesIsPassedOnButNotStored() {
        Map<String, byte[]> lying = new HashMap<>(alma);
        byte[] genuine = Packages.bytesOf(alma, "im-medium");
        byte[] forged = genuine.clone();
        forged[forged.length - 1] ^= 1;
        lying.put(Packages.pathOf(alma, "im-medium"), forged);
        serve(one, "/alma/", lying);
        try (DnfClient client = new DnfClient(stage.squid().port(), one.url("/alma"))) {
            client.makeCache();
        }
        String url = one.url("/alma/" + Packages.pathOf(alma, "im-medium"));
        Stage.Visit visit = stage.get(url);
        assertThat(visit.body()).isEqualTo(forged);
        stage.awaitOutcome(url, "no:digest");
        assertThat(stage.store().holds(forged)).isFalse();
    }

    @Test
    void rpmOfAnUnknownMirrorIsConfirmedByItsFirstBytes() {
        serve(one, "/alma/", alma);
        String known = one.url("/alma/" + Packages.pathOf(alma, "im-large"));
        byte[] wanted = Packages.bytesOf(alma, "im-large");
        assertThat(stage.capture(known).body()).isEqualTo(wanted);
        try (SlowOrigin unknown = new SlowOrigin(wanted, 4_000_000)) {
            String url = unknown.url("/elsewhere/" + Packages.pathOf(alma, "im-large"));
            Stage.Visit visit = stage.get(url);
            assertThat(visit.verdict()).isEqualTo("CONFIRMED;reason=rpm");
            assertThat(visit.body()).isEqualTo(wanted);
            assertThat(unknown.sentBytes()).isLessThan(wanted.length / 2L);
            assertThat(stage.get(url).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void rpmWithTheSameNameAndLengthButOtherBytesIsNotConfirmed() {
        serve(one, "/alma/", alma);
        byte[] genuine = Packages.bytesOf(alma, "im-medium");
        stage.capture(one.url("/alma/" + Packages.pathOf(alma, "im-medium")));
        byte[] other = genuine.clone();
        // In the signature header: the digest of the main header, or something beside it.
        other[200] ^= 1;
        String url = two.put("/other/" + Packages.pathOf(alma, "im-medium"), other);
        Stage.Visit visit = stage.get(url);
        assertThat(visit.body()).isEqualTo(other);
        assertThat(visit.verdict()).isEqualTo("CAPTURE;reason=complete");
    }

    @Test
    void indexFileNamedByItsDigestIsServedFromTheStore() {
        serve(one, "/alma/", alma);
        String path = alma.keySet().stream()
                .filter(each -> each.matches("repodata/[0-9a-f]{64}-primary\\.xml\\..*"))
                .findFirst()
                .orElseThrow();
        String url = one.url("/alma/" + path);
        assertThat(stage.capture(url).verdict()).isEqualTo("CAPTURE;reason=complete");
        one.stop();
        Stage.Visit hit = stage.get(url);
        assertThat(hit.verdict()).isEqualTo("HIT;reason=url-digest");
        assertThat(hit.body()).isEqualTo(alma.get(path));
    }

    @Test
    void mutableIndexAlwaysComesFromItsOrigin() {
        String url = one.put("/debian/dists/stable/InRelease", "one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        stage.get(url);
        one.put("/debian/dists/stable/InRelease", "two".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(stage.get(url).body()).isEqualTo("two".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void indexThatWasCutShortChangesNothing() {
        Map<String, byte[]> torn = new HashMap<>(debian);
        torn.replaceAll((path, body) -> path.endsWith("Packages") ? Arrays.copyOf(body, body.length / 2) : body);
        serve(one, "/debian/", torn);
        stage.get(one.url("/debian/dists/stable/Release"));
        stage.get(one.url("/debian/dists/stable/main/binary-amd64/Packages"));
        String url = one.url("/debian/" + Packages.pathOf(debian, "im-medium"));
        assertThat(stage.capture(url).body()).isEqualTo(Packages.bytesOf(debian, "im-medium"));
        assertThat(stage.get(url).body()).isEqualTo(Packages.bytesOf(debian, "im-medium"));
    }

    private static void serve(Mirror mirror, String prefix, Map<String, byte[]> repository) {
        repository.forEach((path, body) -> mirror.put(prefix + path, body));
    }

    /** What a machine that never saw the repository gets. */
    private byte[] aptDownload(Mirror mirror, String path, String name) {
        try (AptClient client = new AptClient(stage.squid().port(), mirror.url(path))) {
            return client.download(name);
        }
    }

    private byte[] dnfDownload(Mirror mirror, String path, String name) {
        try (DnfClient client = new DnfClient(stage.squid().port(), mirror.url(path))) {
            return client.download(name);
        }
    }
}
