package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tools people really use: apt, dnf and wget, each a first client that captures and a second that hits. */
final class ClientsIT {
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
    void aptGetsFromTheStoreWhatAnotherAptFetched() {
        Map<String, byte[]> repository = Packages.aptRepository();
        repository.forEach((path, body) -> mirror.put("/apt/" + path, body));
        int proxy = stage.squid().port();
        for (String name : Packages.PAYLOADS.keySet()) {
            byte[] deb = Packages.bytesOf(repository, name);
            String url = mirror.url("/apt/" + Packages.pathOf(repository, name));
            try (AptClient first = new AptClient(proxy, mirror.url("/apt"));
                    AptClient second = new AptClient(proxy, mirror.url("/apt"))) {
                assertThat(first.download(name)).isEqualTo(deb);
                stage.awaitOutcome(url, "yes");
                second.update();
                assertHitWithoutOrigin(url, () -> second.downloadKnown(name), deb, "catalog");
            }
        }
    }

    @Test
    void dnfGetsFromTheStoreWhatAnotherDnfFetched() {
        Map<String, byte[]> repository = Packages.dnfRepository();
        repository.forEach((path, body) -> mirror.put("/dnf/" + path, body));
        int proxy = stage.squid().port();
        for (String name : Packages.PAYLOADS.keySet()) {
            byte[] rpm = Packages.bytesOf(repository, name);
            String url = mirror.url("/dnf/" + Packages.pathOf(repository, name));
            try (DnfClient first = new DnfClient(proxy, mirror.url("/dnf"));
                    DnfClient second = new DnfClient(proxy, mirror.url("/dnf"))) {
                assertThat(first.download(name)).isEqualTo(rpm);
                stage.awaitOutcome(url, "yes");
                second.makeCache();
                assertHitWithoutOrigin(url, () -> second.download(name), rpm, "catalog");
            }
        }
    }

    @Test
    void wgetGetsFromTheStoreWhatCurlFetched() {
        byte[] deb = Samples.deb(400_000);
        String url = mirror.put("/wget.deb", deb);
        stage.capture(url);
        assertHitWithoutOrigin(url, () -> wget(url), deb, "same-url");
    }

    /** Downloads with the origin off the network. */
    private static void assertHitWithoutOrigin(
            String url, java.util.function.Supplier<byte[]> download, byte[] wanted, String reason) {
        int mark = stage.squid().mark();
        mirror.stop();
        try {
            assertThat(download.get()).isEqualTo(wanted);
        } finally {
            mirror.start();
        }
        assertThat(stage.squid().verdictAfter(mark, url)).isEqualTo("HIT;reason=" + reason);
    }

    private static byte[] wget(String url) {
        Path file = Folders.temporary("wget");
        try {
            Path target = file.resolve("download");
            Command.run(
                            List.of("wget", "-q", "-t", "1", "-O", target.toString(), url),
                            Map.of(
                                    "http_proxy",
                                    "http://127.0.0.1:" + stage.squid().port()))
                    .succeeded();
            return Files.readAllBytes(target);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            Folders.delete(file);
        }
    }
}
