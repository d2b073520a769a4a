package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.e2e.DebRepository.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.e2e.DebRepository.Listed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real apt against signed repositories as distributions publish them, a second mirror of each beside the first. */
final class AptRepositoriesIT {
    private static final String LIST = "main/binary-amd64/Packages";
    private static final List<String> NO_DIFFS = List.of("Acquire::PDiffs=false");

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
    @CsvSource({"SHA256", "SHA512"})
    void aSignedRepositoryWithListsByHashIsSharedByItsMirrors(String algorithm) {
        Listed deb = DebRepository.listed("im-signed", "1.0-1", "pool/i/im-signed_1.0-1_all.deb");
        publish(one, "/debian/", algorithm, deb);
        publish(two, "/pub/debian/", algorithm, deb);
        try (AptClient first = client(one.url("/debian/"), NO_DIFFS);
                AptClient second = client(two.url("/pub/debian/"), NO_DIFFS)) {
            assertThat(first.download("im-signed")).isEqualTo(deb.bytes());
            stage.awaitOutcome(one.url("/debian/" + deb.fileName()), "yes");
            assertThat(second.download("im-signed")).isEqualTo(deb.bytes());
        }
        assertThat(count(one, "/by-hash/" + algorithm + "/")).isEqualTo(1);
        // Named by SHA-256 the list itself is in the store; by SHA-512 it is read as it passes.
        assertThat(count(two, "/by-hash/")).isEqualTo(algorithm.equals("SHA256") ? 0 : 1);
        assertThat(count(two, ".deb")).isZero();
        String reason = algorithm.equals("SHA256") ? "mirror" : "catalog";
        stage.awaitLogged(two.url("/pub/debian/" + deb.fileName()), "HIT", reason);
    }

    /** What apt asks for is not what the index says: it escapes, and others escape otherwise. */
    @ParameterizedTest
    @CsvSource({
        "libim-c++,  1.0~rc1+b1-1,   pool/libim-c++_1.0~rc1+b1-1_all.deb, pool/libim-c%2b%2B_1.0%7Erc1%2Bb1-1_all.deb",
        "im-epoch,   2:1.0-1,        pool/im-epoch_2:1.0-1_all.deb,       pool/im-epoch_2%3A1.0-1_all.deb",
        "im-escaped, 2:1.0-1,        pool/im-escaped_2%3a1.0-1_all.deb,   pool/im-escaped_2%253a1.0-1_all.deb",
    })
    void namesAreTheSameHoweverTheyAreEscaped(String name, String version, String fileName, String spelt) {
        Listed deb = DebRepository.listed(name, version, fileName);
        try (RawOrigin origin = RawOrigin.ofFiles(repository("SHA256", deb))) {
            try (AptClient client = client(origin.url("/"), NO_DIFFS)) {
                assertThat(client.download(name)).isEqualTo(deb.bytes());
            }
            String url = origin.url("/" + spelt);
            stage.awaitVerdict(url, "HIT;reason=catalog");
            assertThat(stage.get(url).body()).isEqualTo(deb.bytes());
            assertThat(origin.requests())
                    .filteredOn(head -> head.contains(".deb "))
                    .hasSize(1);
        }
    }

    /** The lists never pass, so what is new in them is unknown until somebody fetches one whole; but never wrong. */
    @Test
    void aClientOfDiffsGetsWhatIsPresent() {
        Listed old = DebRepository.listed("im-diff", "1.0-1", "pool/im-diff_1.0-1_all.deb");
        Listed rebuilt = DebRepository.listed("im-diff", "1.0-1", "pool/im-diff_1.0-1_all.deb");
        Listed added = DebRepository.listed("im-added", "1.0-1", "pool/im-added_1.0-1_all.deb");
        String url = one.url("/debian/" + old.fileName());
        List<String> diffs = List.of("Acquire::PDiffs=true", "Acquire::PDiffs::SizeLimit=1000000");
        byte[] before = publish(one, "/debian/", "SHA256", old);
        try (AptClient client = client(one.url("/debian/"), diffs)) {
            assertThat(client.download("im-diff")).isEqualTo(old.bytes());
            stage.awaitOutcome(url, "yes");
            publishDiff(before, rebuilt, added);
            one.forgetRequests();
            client.update();
            assertThat(count(one, "/Packages.diff/T-1")).isEqualTo(1);
            assertThat(count(one, "/by-hash/")).isZero();
            client.forgetPackages();
            assertThat(client.downloadKnown("im-diff")).isEqualTo(rebuilt.bytes());
            assertThat(client.downloadKnown("im-added")).isEqualTo(added.bytes());
        }
        try (AptClient other = client(one.url("/debian/"), NO_DIFFS)) {
            stage.awaitOutcome(one.url("/debian/" + added.fileName()), "yes");
            assertThat(other.download("im-diff")).isEqualTo(rebuilt.bytes());
            assertThat(other.downloadKnown("im-added")).isEqualTo(added.bytes());
        }
        stage.awaitLogged(url, "HIT", "catalog");
        assertThat(count(one, "/" + rebuilt.fileName())).isEqualTo(1);
        assertThat(count(one, "/" + added.fileName())).isEqualTo(1);
    }

    @Test
    void sourcePackagesAreKeptOnTheirIndexsWordOnly() {
        Map<String, byte[]> files = Map.of(
                "im-source_1.0.orig.tar.gz",
                Samples.noise(30_000),
                "im-source_1.0-1.debian.tar.xz",
                Samples.noise(900));
        Map<String, byte[]> all = new HashMap<>(files);
        all.put("im-source_1.0-1.dsc", DebRepository.dsc("im-source", "1.0-1", files));
        byte[] list = DebRepository.sources("im-source", "1.0-1", "pool/i", all);
        Map<String, byte[]> lists = Map.of("main/source/Sources", list);
        for (String root : List.of("/debian/", "/unseen/")) {
            all.forEach((name, body) -> one.put(root + "pool/i/" + name, body));
        }
        publish(one, "/debian/", "SHA256", lists);
        String unseen = one.url("/unseen/pool/i/im-source_1.0.orig.tar.gz");
        assertThat(stage.get(unseen).verdict()).isEqualTo("PASS;reason=unvouched");

        for (int machine = 0; machine < 2; machine++) {
            try (AptClient client = client(one.url("/debian/"), NO_DIFFS)) {
                client.update();
                Map<String, byte[]> got = client.downloadSource("im-source");
                assertThat(got).containsOnlyKeys(all.keySet());
                all.forEach((name, body) -> assertThat(got.get(name)).isEqualTo(body));
            }
            all.keySet().forEach(name -> stage.awaitOutcome(one.url("/debian/pool/i/" + name), "yes"));
        }
        for (String name : all.keySet()) {
            assertThat(count(one, "/debian/pool/i/" + name)).isEqualTo(1);
        }
    }

    private static AptClient client(String url, List<String> settings) {
        String source = " [signed-by=" + key.publicKey() + "] " + url + " stable main";
        return new AptClient(stage.squid().port(), List.of("deb" + source, "deb-src" + source), settings);
    }

    private static long count(Mirror mirror, String part) {
        return mirror.requests().stream()
                .filter(request -> request.contains(part))
                .count();
    }

    /** Publishes a repository with one list of packages in place of what is there; the list. */
    private static byte[] publish(Mirror mirror, String root, String algorithm, Listed... packages) {
        repository(algorithm, packages).forEach((path, body) -> mirror.put(root + path, body));
        return DebRepository.packages(List.of(packages), algorithm);
    }

    private static Map<String, byte[]> repository(String algorithm, Listed... packages) {
        Map<String, byte[]> files = new HashMap<>();
        for (Listed each : packages) {
            files.put(each.fileName(), each.bytes());
        }
        files.putAll(indexes(algorithm, Map.of(LIST, DebRepository.packages(List.of(packages), algorithm))));
        return files;
    }

    private static void publish(Mirror mirror, String root, String algorithm, Map<String, byte[]> lists) {
        indexes(algorithm, lists).forEach((path, body) -> mirror.put(root + path, body));
    }

    /** Lists by path below the suite, also by their digest, and the signed top index of them. */
    private static Map<String, byte[]> indexes(String algorithm, Map<String, byte[]> lists) {
        Map<String, byte[]> files = new HashMap<>();
        lists.forEach((path, body) -> {
            String folder = "dists/stable/" + path.substring(0, path.lastIndexOf('/') + 1);
            files.put("dists/stable/" + path, body);
            files.put(folder + "by-hash/" + algorithm + "/" + Samples.digest(algorithm, body), body);
        });
        files.put("dists/stable/InRelease", key.clearSigned(DebRepository.release(lists, algorithm)));
        return files;
    }

    /** The next generation, with the difference to the one before. */
    private void publishDiff(byte[] before, Listed... packages) {
        byte[] after = publish(one, "/debian/", "SHA256", packages);
        byte[] patch = DebRepository.edScript(before, after);
        byte[] packed = DebRepository.compressed("gzip", patch);
        List<String> index = new ArrayList<>();
        index.add("SHA256-Current: " + Samples.sha256(after) + " " + after.length);
        index.add("SHA256-History:\n " + Samples.sha256(before) + " " + before.length + " T-1");
        index.add("SHA256-Patches:\n " + Samples.sha256(patch) + " " + patch.length + " T-1");
        index.add("SHA256-Download:\n " + Samples.sha256(packed) + " " + packed.length + " T-1.gz");
        byte[] diffs = text(String.join("\n", index) + "\n");
        one.put("/debian/dists/stable/" + LIST + ".diff/Index", diffs);
        one.put("/debian/dists/stable/" + LIST + ".diff/T-1.gz", packed);
        Map<String, byte[]> files = Map.of(LIST, after, LIST + ".diff/Index", diffs);
        byte[] release = text(new String(DebRepository.release(files, "SHA256"), StandardCharsets.UTF_8)
                .replace("Acquire-By-Hash: yes\n", ""));
        one.put("/debian/dists/stable/InRelease", key.clearSigned(release));
    }
}
