package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Parts of stored packages come from the store, through real Squid, for the tools that ask for them. */
final class RangesIT {
    private static final byte[] DEB = Samples.deb(3_000_000);

    private static final String LIST = "main/binary-amd64/Packages";

    private static Stage stage;
    private static Mirror mirror;
    private static String url;

    @BeforeAll
    static void open() {
        stage = Stage.open();
        mirror = new Mirror();
        url = mirror.put("/pool/a/apple_1.0%2Bb1_amd64.deb", DEB);
        stage.capture(url);
    }

    @AfterAll
    static void close() {
        stage.close();
        mirror.close();
    }

    /** A visit with the origin off the network, which is a hit. */
    private static Stage.Visit hit(String... curlOptions) {
        mirror.stop();
        try {
            Stage.Visit visit = stage.get(url, curlOptions);
            assertThat(visit.verdict()).isEqualTo("HIT;reason=same-url");
            return visit;
        } finally {
            mirror.start();
        }
    }

    private static byte[] part(int first, int last) {
        return Arrays.copyOfRange(DEB, first, last + 1);
    }

    @Test
    void onePartWhereverItLies() {
        for (int[] range : new int[][] {{0, 0}, {0, 999}, {1_000_000, 2_500_000}, {2_999_999, 2_999_999}}) {
            Stage.Visit visit = hit("-r", range[0] + "-" + range[1]);
            assertThat(visit.status()).isEqualTo(206);
            assertThat(visit.body()).isEqualTo(part(range[0], range[1]));
            assertThat(visit.download().header("Content-Range"))
                    .hasValue("bytes %d-%d/3000000".formatted(range[0], range[1]));
            assertThat(visit.download().header("ETag")).hasValue(Mirror.etag(DEB));
            assertThat(visit.download().header("Cache-Status").orElse("")).startsWith("intelligentmirror; hit");
        }
        assertThat(hit("-r", "-500").body()).isEqualTo(part(2_999_500, 2_999_999));
        assertThat(hit("-r", "2999000-").body()).isEqualTo(part(2_999_000, 2_999_999));
    }

    @Test
    void partsBeyondTheEndAre416() {
        Stage.Visit visit = hit("-r", "3000000-");
        assertThat(visit.status()).isEqualTo(416);
        assertThat(visit.download().header("Content-Range")).hasValue("bytes */3000000");
    }

    @Test
    void asManyPartsAsZchunkAsksFor() {
        for (int parts : new int[] {2, 256}) {
            String ranges = IntStream.range(0, parts)
                    .mapToObj(i -> i * 11_000 + "-" + (i * 11_000 + 4_999))
                    .collect(Collectors.joining(","));
            Stage.Visit visit = hit("-r", ranges);
            assertThat(visit.status()).isEqualTo(206);
            String boundary =
                    "--" + visit.download().header("Content-Type").orElse("").replaceFirst(".*boundary=", "");
            String body = new String(visit.body(), StandardCharsets.ISO_8859_1);
            assertThat(body.split(boundary, -1)).hasSize(parts + 2);
            for (int i = 0; i < parts; i++) {
                String wanted = new String(part(i * 11_000, i * 11_000 + 4_999), StandardCharsets.ISO_8859_1);
                assertThat(body)
                        .contains("bytes %d-%d/3000000\r\n\r\n".formatted(i * 11_000, i * 11_000 + 4_999) + wanted);
            }
        }
    }

    @Test
    void ifRangeGoesByTheOriginsValidators() {
        for (String same : List.of(Mirror.etag(DEB), Mirror.LAST_MODIFIED)) {
            assertThat(hit("-r", "10-19", "-H", "If-Range: " + same).body()).isEqualTo(part(10, 19));
        }
        for (String other : List.of("\"other\"", "Tue, 03 Feb 2026 04:05:07 GMT")) {
            Stage.Visit whole = hit("-r", "10-19", "-H", "If-Range: " + other);
            assertThat(whole.status()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(DEB);
        }
    }

    @Test
    void aDownloadGoesOnAtAMirrorWithTheSameIndexAndIsNotSplicedAtAnother() {
        DebRepository.Listed deb = DebRepository.listed("im-resume", "1.0", "pool/r/im-resume_1.0_all.deb");
        byte[] list = DebRepository.packages(List.of(deb), "SHA256");
        Map<String, byte[]> files = Map.of(LIST, list);
        Map<String, byte[]> more = Map.of(LIST, list, "main/binary-i386/Packages", new byte[0]);
        try (Mirror twin = new Mirror();
                Mirror other = new Mirror()) {
            stage.capture(mirror.put("/r/" + deb.fileName(), deb.bytes()));
            showIndex(mirror, DebRepository.release(files, "SHA256"), list, deb);
            showIndex(twin, DebRepository.release(files, "SHA256"), list, deb);
            showIndex(other, DebRepository.release(more, "SHA256"), list, deb);
            for (String validator : List.of(Mirror.etag(deb.bytes()), Mirror.LAST_MODIFIED)) {
                String[] resume = {"-r", "1000-", "-H", "If-Range: " + validator};
                for (Mirror same : List.of(mirror, twin)) {
                    Stage.Visit rest = stage.get(same.url("/r/" + deb.fileName()), resume);
                    assertThat(rest.status()).isEqualTo(206);
                    assertThat(rest.verdict()).isEqualTo("HIT;reason=catalog");
                    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(deb.bytes(), 1000, deb.bytes().length));
                    assertThat(rest.download().header("ETag")).hasValue(Mirror.etag(deb.bytes()));
                }
                Stage.Visit whole = stage.get(other.url("/r/" + deb.fileName()), resume);
                assertThat(whole.status()).isEqualTo(200);
                assertThat(whole.verdict()).isEqualTo("HIT;reason=catalog");
                assertThat(whole.body()).isEqualTo(deb.bytes());
                assertThat(whole.download().header("ETag")).isEmpty();
                assertThat(whole.download().header("Last-Modified")).isEmpty();
            }
        }
    }

    /** Has these indexes pass, until they vouch for the package. */
    private static void showIndex(Mirror root, byte[] release, byte[] list, DebRepository.Listed deb) {
        stage.get(root.put("/r/dists/stable/Release", release));
        stage.get(root.put("/r/dists/stable/" + LIST, list));
        stage.awaitVerdict(root.url("/r/" + deb.fileName()), "HIT;reason=catalog");
    }

    @Test
    void curlAndWgetGoOnWhereTheyBrokeOff() throws IOException {
        Path folder = Folders.temporary("resume");
        String proxy = "http://127.0.0.1:" + stage.squid().port();
        Path file = folder.resolve("apple_1.0%2Bb1_amd64.deb");
        mirror.stop();
        try {
            for (List<String> tool : List.of(
                    List.of("curl", "-sSf", "-C", "-", "-x", proxy, "--noproxy", "", "-o", file.toString(), url),
                    List.of("wget", "-q", "-t", "1", "-c", "-O", file.toString(), url))) {
                Files.write(file, part(0, 1_234_567));
                int mark = stage.squid().mark();
                Command.run(tool, tool.get(0).equals("wget") ? Map.of("http_proxy", proxy) : Map.of())
                        .succeeded();
                assertThat(Files.readAllBytes(file)).as(tool.get(0)).isEqualTo(DEB);
                assertThat(stage.squid().verdictAfter(mark, url)).isEqualTo("HIT;reason=same-url");
            }
        } finally {
            mirror.start();
            Folders.delete(folder);
        }
    }

    @Test
    void aptGoesOnWhereItBrokeOff() {
        Map<String, byte[]> repository = Packages.aptRepository();
        repository.forEach((path, body) -> mirror.put("/apt/" + path, body));
        for (String name : Packages.PAYLOADS.keySet()) {
            byte[] deb = Packages.bytesOf(repository, name);
            String debUrl = mirror.url("/apt/" + Packages.pathOf(repository, name));
            try (AptClient client = new AptClient(stage.squid().port(), mirror.url("/apt"))) {
                client.update();
                stage.capture(debUrl);
                client.hasPartOf(name, Arrays.copyOf(deb, deb.length / 2));
                mirror.stop();
                try {
                    assertThat(client.downloadKnown(name)).isEqualTo(deb);
                    assertPartHit(debUrl, deb.length);
                } finally {
                    mirror.start();
                }
            }
        }
    }

    /**
     * dnf marks what it has begun in an extended attribute of the file, and goes on only with such files. Debian 12's
     * asks for the rest, leaves the 206 of any server, and asks for the whole then.
     */
    @Test
    void dnfGoesOnWhereItWasKilled() throws IOException {
        Path temporary = Folders.temporary("attributes");
        assumeThat(Files.getFileStore(temporary).supportsFileAttributeView(UserDefinedFileAttributeView.class))
                .as("the temporary folder's file system keeps extended attributes")
                .isTrue();
        Folders.delete(temporary);
        Map<String, byte[]> repository = Packages.dnfRepository();
        String path = Packages.pathOf(repository, "im-medium");
        byte[] rpm = Packages.bytesOf(repository, "im-medium");
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = stalling(repository, path, gate);
                DnfClient client = new DnfClient(stage.squid().port(), origin.url("/"))) {
            byte[] begun = client.downloadUntil(rpm.length / 2, "im-medium");
            assertThat(begun.length).isLessThan(rpm.length);
            await().atMost(Duration.ofSeconds(30)).until(() -> stage.store().holds(rpm));
            long asked = requestsFor(path, origin);
            assertThat(client.download("im-medium")).isEqualTo(rpm);
            await().untilAsserted(() -> assertThat(stage.server().accessLog(origin.url("/" + path)))
                    .filteredOn(line -> line.path("verdict").asString().equals("HIT"))
                    .anySatisfy(line -> assertThat(line.path("bytes").asLong()).isLessThan(rpm.length * 3L / 4)));
            assertThat(requestsFor(path, origin)).isEqualTo(asked);
        } finally {
            gate.countDown();
        }
    }

    private static long requestsFor(String path, RawOrigin origin) {
        return origin.requests().stream().filter(head -> head.contains(path)).count();
    }

    /** An origin of these files that stops two thirds into this one, but has the rest for who asks for that. */
    private static RawOrigin stalling(Map<String, byte[]> files, String path, CountDownLatch gate) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            byte[] body = files.get(request.split(" ", 3)[1].substring(1));
            if (body == null) {
                out.write(RawOrigin.head("HTTP/1.1 404 Not Found\nContent-Length: 0"));
            } else if (request.contains("Range: bytes=")) {
                int from = Integer.parseInt(request.replaceFirst("(?s).*Range: bytes=(\\d+)-.*", "$1"));
                out.write(RawOrigin.head("HTTP/1.1 206 Partial Content\nETag: \"v1\"\nContent-Range: bytes %d-%d/%d"
                                .formatted(from, body.length - 1, body.length)
                        + "\nContent-Length: " + (body.length - from)));
                out.write(body, from, body.length - from);
            } else {
                boolean whole = !request.contains(path);
                out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + body.length));
                out.write(body, 0, whole ? body.length : body.length * 2 / 3);
                out.flush();
                if (!whole) {
                    gate.await();
                }
            }
        });
    }

    /** The last request for it was a hit that did not need all of it. */
    private static void assertPartHit(String packageUrl, int length) {
        await().untilAsserted(() -> assertThat(stage.server().accessLog(packageUrl))
                .filteredOn(line -> line.path("verdict").asString().equals("HIT"))
                .last()
                .satisfies(line -> assertThat(line.path("bytes").asLong()).isBetween(1L, length * 3L / 4)));
    }

    @Test
    void aPartOfWhatIsNotHereComesFromTheOrigin() {
        String unknown = mirror.put("/pool/u/unknown.deb", DEB);
        mirror.forgetRequests();
        Stage.Visit visit = stage.get(unknown, "-r", "1000-1999");
        assertThat(visit.status()).isEqualTo(206);
        assertThat(visit.body()).isEqualTo(part(1000, 1999));
        stage.awaitLogged(unknown, "MISS", "unknown");
    }

    @Test
    void smallPackagesAreHandedOffAndLargeOnesAreNot() {
        byte[] deb = Samples.deb(5_000);
        String small = mirror.put("/pool/s/small.deb", deb);
        stage.capture(small);
        String counter = "intelligentmirror_handoffs_total{outcome=\"issued\"} ";
        double before = stage.server().metric(counter);
        for (int i = 0; i < 20; i++) {
            Stage.Visit visit = stage.get(small);
            assertThat(visit.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(visit.body()).isEqualTo(deb);
        }
        assertThat(stage.server().metric(counter)).isEqualTo(before + 20);
        assertThat(hit().body()).isEqualTo(DEB);
        assertThat(stage.server().metric(counter)).isEqualTo(before + 20);
    }
}
