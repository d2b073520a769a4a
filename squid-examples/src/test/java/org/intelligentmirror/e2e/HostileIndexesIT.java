package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.e2e.DebRepository.text;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.intelligentmirror.e2e.DebRepository.Listed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Indexes that are broken, or made to harm. Clients get them as they are; they say nothing of any package but what an
 * intact index of that very root would.
 */
final class HostileIndexesIT {
    private static final String LIST = "main/binary-amd64/Packages";
    private static final int MAX_INDEX = 400_000;

    private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();
    /** Files of which only the first half is sent, whatever length is announced. */
    private static final Map<String, Boolean> TORN = new ConcurrentHashMap<>();

    private static Stage stage;
    private static RawOrigin host;
    private static RawOrigin neighbour;

    /** What is wrong with a list of packages. */
    enum Fault {
        NONE,
        TORN,
        CUT,
        OTHER_THAN_LISTED,
        TOO_LARGE,
        BOMB,
        MALFORMED
    }

    @BeforeAll
    static void open() {
        stage = Stage.open("types.index.max-package-size=" + MAX_INDEX);
        host = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> answer("host", request, out));
        neighbour = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> answer("neighbour", request, out));
    }

    @AfterAll
    static void close() {
        stage.close();
        host.close();
        neighbour.close();
    }

    private static void answer(String name, String request, OutputStream out) throws java.io.IOException {
        String path = name + request.split(" ", 3)[1];
        byte[] body = FILES.get(path);
        if (body == null) {
            out.write(RawOrigin.head("HTTP/1.1 404 Not Found\nContent-Length: 0"));
            return;
        }
        out.write(RawOrigin.head("HTTP/1.1 200 OK\nContent-Length: " + body.length));
        out.write(body, 0, TORN.containsKey(path) ? body.length / 2 : body.length);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenListVouchesForNothing(Fault fault) {
        String root = "/" + fault + "/";
        Listed deb = DebRepository.listed("p", "1", "pool/p_1_all.deb");
        byte[] list = DebRepository.packages(List.of(deb), "SHA256");
        byte[] sent = switch (fault) {
            case TOO_LARGE -> join(list, Samples.deb(MAX_INDEX));
            case BOMB -> bomb(list);
            case MALFORMED -> join(list, text("Package: q\nno field\n\n"));
            default -> list;
        };
        put(root + deb.fileName(), deb.bytes());
        put(root + "dists/stable/Release", DebRepository.release(Map.of(LIST, sent), "SHA256"));
        byte[] passed = fault == Fault.CUT || fault == Fault.OTHER_THAN_LISTED ? Arrays.copyOf(sent, 60) : sent;
        if (fault == Fault.OTHER_THAN_LISTED) {
            passed = join(sent, text("Package: q\nFilename: q.deb\nSize: 1\nSHA256: " + "ab".repeat(32) + "\n\n"));
        }
        put(root + "dists/stable/" + LIST, passed);
        if (fault == Fault.TORN) {
            TORN.put("host" + root + "dists/stable/" + LIST, true);
        }
        stage.get(host.url(root + "dists/stable/Release"));
        byte[] got = stage.get(host.url(root + "dists/stable/" + LIST)).body();
        assertThat(got).isEqualTo(fault == Fault.TORN ? Arrays.copyOf(passed, passed.length / 2) : passed);

        String url = host.url(root + deb.fileName());
        assertThat(stage.capture(url).body()).isEqualTo(deb.bytes());
        Stage.Visit again = stage.get(url);
        assertThat(again.verdict()).isEqualTo("HIT;reason=" + (fault == Fault.NONE ? "catalog" : "same-url"));
        assertThat(again.body()).isEqualTo(deb.bytes());
        assertThat(asked(host, root + deb.fileName())).isEqualTo(1);
    }

    /** A list that names files of others, in every way there is, by bytes that are stored. */
    @Test
    void aHostVouchesForNobodyElse() {
        byte[] forged = Samples.deb(9_000);
        byte[] genuine = Samples.deb(9_000);
        put("/evil/p.deb", forged);
        put("/good/p.deb", genuine);
        FILES.put("neighbour/good/p.deb", genuine);
        stage.capture(host.url("/evil/p.deb"));
        String digest = "\nSize: " + forged.length + "\nSHA256: " + Samples.sha256(forged) + "\n\n";
        StringBuilder list = new StringBuilder();
        StringBuilder primary = new StringBuilder();
        for (String path : List.of(
                "p.deb",
                "../good/p.deb",
                "/good/p.deb",
                "%2e%2e/good/p.deb",
                "x/../../good/p.deb",
                host.url("/good/p.deb"),
                neighbour.url("/good/p.deb"))) {
            list.append("Package: p\nVersion: 1\nFilename: ").append(path).append(digest);
            primary.append(rpm("<location href=\"" + path + "\"/>", forged));
        }
        for (String base : List.of(host.url("/good/"), neighbour.url("/good/"), "../good/", "/good/")) {
            primary.append(rpm("<location xml:base=\"" + base + "\" href=\"p.deb\"/>", forged));
        }
        byte[] packages = text(list.toString());
        put("/evil/Packages", packages);
        put("/evil/dists/stable/Release", DebRepository.release(Map.of(LIST, packages), "SHA256"));
        put("/evil/dists/stable/" + LIST, packages);
        byte[] xml = text("<?xml version=\"1.0\"?><metadata xmlns=\"http://linux.duke.edu/metadata/common\">" + primary
                + "</metadata>");
        put("/evil/repodata/" + Samples.sha256(xml) + "-primary.xml", xml);
        put("/evil/repodata/repomd.xml", repomd(xml));
        for (String index : List.of(
                "Packages",
                "dists/stable/Release",
                "dists/stable/" + LIST,
                "repodata/repomd.xml",
                "repodata/" + Samples.sha256(xml) + "-primary.xml")) {
            stage.get(host.url("/evil/" + index));
        }
        stage.awaitVerdict(host.url("/evil/p.deb"), "HIT;reason=catalog");
        for (RawOrigin origin : List.of(host, neighbour)) {
            String url = origin.url("/good/p.deb");
            assertThat(stage.capture(url).body()).isEqualTo(genuine);
            Stage.Visit again = stage.get(url);
            assertThat(again.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(again.body()).isEqualTo(genuine);
            assertThat(asked(origin, "/good/p.deb")).isEqualTo(1);
        }
    }

    /** Whoever copies another's index and has other bytes is passed on, not stored, and spoils it for himself only. */
    @Test
    void aCopiedIndexIsNoLicence() {
        Listed genuine = DebRepository.listed("p", "1", "pool/p_1_all.deb");
        byte[] forged = genuine.bytes().clone();
        forged[forged.length - 1] ^= 1;
        byte[] list = DebRepository.packages(List.of(genuine), "SHA256");
        byte[] release = DebRepository.release(Map.of(LIST, list), "SHA256");
        for (String name : List.of("host", "neighbour")) {
            FILES.put(name + "/copy/dists/stable/Release", release);
            FILES.put(name + "/copy/dists/stable/" + LIST, list);
        }
        FILES.put("neighbour/copy/" + genuine.fileName(), forged);
        put("/copy/" + genuine.fileName(), genuine.bytes());
        for (RawOrigin origin : List.of(neighbour, host)) {
            stage.get(origin.url("/copy/dists/stable/Release"));
            stage.get(origin.url("/copy/dists/stable/" + LIST));
        }
        String liar = neighbour.url("/copy/" + genuine.fileName());
        assertThat(stage.get(liar).body()).isEqualTo(forged);
        stage.awaitOutcome(liar, "no:digest");
        assertThat(stage.store().holds(forged)).isFalse();
        String url = host.url("/copy/" + genuine.fileName());
        assertThat(stage.capture(url).body()).isEqualTo(genuine.bytes());
        stage.awaitVerdict(url, "HIT;reason=catalog");
        assertThat(asked(host, "/copy/" + genuine.fileName())).isEqualTo(1);
    }

    private static String rpm(String location, byte[] bytes) {
        return "<package type=\"rpm\"><name>p</name><arch>noarch</arch><checksum type=\"sha256\" pkgid=\"YES\">"
                + Samples.sha256(bytes) + "</checksum><size package=\"" + bytes.length + "\"/>" + location
                + "</package>";
    }

    private static byte[] repomd(byte[] primary) {
        String sha256 = Samples.sha256(primary);
        return text(
                "<?xml version=\"1.0\"?><repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><data type=\"primary\">"
                        + "<checksum type=\"sha256\">" + sha256 + "</checksum><location href=\"repodata/" + sha256
                        + "-primary.xml\"/><size>" + primary.length + "</size></data></repomd>");
    }

    /** A hundred megabytes of blanks behind a list, in as many kilobytes. */
    private static byte[] bomb(byte[] list) {
        byte[] blanks = new byte[100_000_000];
        Arrays.fill(blanks, (byte) '\n');
        return DebRepository.compressed("gzip", join(list, blanks));
    }

    private static byte[] join(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static void put(String path, byte[] body) {
        FILES.put("host" + path, body);
    }

    private static long asked(RawOrigin origin, String path) {
        return origin.requests().stream()
                .filter(head -> head.startsWith("GET " + path + " "))
                .count();
    }
}
