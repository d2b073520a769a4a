package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intelligentmirror.e2e.DebRepository.Listed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** apt repositories without suites, in all the ways real ones are laid out and named in a sources.list. */
final class FlatRepositoryIT {
    private static Stage stage;
    private static Mirror one;
    private static Mirror two;

    @BeforeAll
    static void open() {
        stage = Stage.open();
        one = new Mirror();
        two = new Mirror();
    }

    @AfterAll
    static void close() {
        stage.close();
        one.close();
        two.close();
    }

    /**
     * A first machine uses one mirror, a second one another; then the package is rebuilt under its name.
     *
     * @param exact the second word of the line in sources.list; an index lies there, below the first
     * @param release whether there is a Release beside the list
     * @param packed what the list is compressed with
     */
    @ParameterizedTest
    @CsvSource({
        "./,    false, cat,   ./im-flat_1_all.deb",
        "./,    true,  xz,    im-flat_1_all.deb",
        "/,     false, gzip,  ./im-flat_1_all.deb",
        "/,     true,  zstd,  sub/im-flat_1_all.deb",
        "amd64/, false, bzip2, amd64/im-flat_1_all.deb",
        "./amd64/, true, gzip, ./amd64/deep/im-flat_1_all.deb",
    })
    void mirrorsAreUnitedAndRebuiltPackagesNoticed(String exact, boolean release, String packed, String fileName) {
        String name = exact.replaceAll("[./]", "") + packed + release;
        Listed old = DebRepository.listed("im-flat", "1", fileName);
        Map<String, byte[]> generation = generation(exact, release, packed, old);
        String here = publish(one, "/" + name, generation);
        String there = publish(two, "/pub/" + name, generation);
        try (AptClient first = client(here, exact);
                AptClient second = client(there, exact)) {
            assertThat(first.download("im-flat")).isEqualTo(old.bytes());
            stage.awaitOutcome(here + "/" + fileName, "yes");
            assertThat(second.download("im-flat")).isEqualTo(old.bytes());
            // By its hash the list comes from the store, so this mirror has not shown it itself.
            stage.awaitLogged(there + "/" + fileName, "HIT", release ? "mirror" : "catalog");
        }
        assertThat(two.requests()).noneMatch(request -> request.endsWith(name + "/" + fileName));

        Listed rebuilt = DebRepository.listed("im-flat", "1", fileName);
        publish(one, "/" + name, generation(exact, release, packed, rebuilt));
        one.forgetRequests();
        for (int machine = 0; machine < 2; machine++) {
            try (AptClient client = client(here, exact)) {
                assertThat(client.download("im-flat")).isEqualTo(rebuilt.bytes());
            }
            stage.awaitOutcome(here + "/" + fileName, "yes");
        }
        assertThat(one.requests())
                .filteredOn(request -> request.endsWith("/" + fileName))
                .hasSize(1);
        assertThat(stage.get(there + "/" + fileName).body()).isEqualTo(old.bytes());
    }

    private static AptClient client(String url, String exact) {
        return new AptClient(
                stage.squid().port(),
                List.of("deb [trusted=yes allow-insecure=yes] " + url + " " + exact),
                List.of("Acquire::AllowInsecureRepositories=true"));
    }

    /** Every file by the path it is asked for. */
    private static Map<String, byte[]> generation(String exact, boolean release, String packed, Listed deb) {
        Map<String, String> endings = Map.of("cat", "", "gzip", ".gz", "xz", ".xz", "bzip2", ".bz2", "zstd", ".zst");
        String directory = exact.equals("/") ? "/" : "/" + exact;
        String list = "Packages" + endings.get(packed);
        byte[] plain = DebRepository.packages(List.of(deb), "SHA256");
        byte[] body = packed.equals("cat") ? plain : DebRepository.compressed(packed, plain);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("/" + deb.fileName(), deb.bytes());
        files.put(directory + list, body);
        files.put(directory + "by-hash/SHA256/" + Samples.sha256(body), body);
        if (release) {
            files.put(directory + "Release", DebRepository.release(Map.of("Packages", plain, list, body), "SHA256"));
        }
        return files;
    }

    private static String publish(Mirror mirror, String root, Map<String, byte[]> files) {
        files.forEach((path, body) -> mirror.put(root + path, body));
        return mirror.url(root);
    }
}
