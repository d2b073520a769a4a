package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads whose client or origin goes away in the middle: the server goes on by itself, or cuts who waits. */
final class RescueIT {
    private static final int SIZE = 1_000_000;
    private static final int FIRST_PART = 600_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern RANGE = Pattern.compile("\r\nRange: bytes=(\\d+)-\r\n");
    private static final String TAG = "X-IntelligentMirror-Fetch: ";
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open("fetch.rate-limit=\"8MB\"");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** What answers the server's own request for the rest. */
    enum Rest {
        PART,
        WHOLE,
        OTHER_WHOLE,
        OTHER_PART,
        OTHER_TOTAL,
        OTHER_VALIDATOR,
        OTHER_BYTES,
        GZIP,
        GONE
    }

    /**
     * An origin that sends a first part to whoever asks for the whole, waits until the gate opens and then breaks off;
     * and that answers the server's own request with {@code rest}.
     */
    private static RawOrigin origin(byte[] body, int firstPart, CountDownLatch gate, Rest rest) {
        return new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> {
            if (request.contains(TAG)) {
                rest(body, request, rest, out);
                return;
            }
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + body.length));
            out.write(body, 0, firstPart);
            out.flush();
            gate.await();
        });
    }

    private static void rest(byte[] body, String request, Rest rest, OutputStream out) throws IOException {
        Matcher range = RANGE.matcher(request);
        int from = range.find() ? Integer.parseInt(range.group(1)) : 0;
        byte[] other = Samples.deb(body.length);
        switch (rest) {
            case PART -> part(body, from, from, body.length, "v1", out);
            case WHOLE -> whole(body, "v1", out);
            case OTHER_WHOLE -> whole(other, "v2", out);
            case OTHER_PART -> part(body, from, from + 1, body.length, "v1", out);
            case OTHER_TOTAL -> part(body, from, from, body.length + 1, "v1", out);
            case OTHER_VALIDATOR -> part(body, from, from, body.length, "v2", out);
            case OTHER_BYTES -> whole(joined(Arrays.copyOf(body, FIRST_PART / 2), other), "v1", out);
            case GZIP -> out.write(RawOrigin.head("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 3\n\nabc"));
            case GONE -> out.write(RawOrigin.head("HTTP/1.1 404 Not Found\nContent-Length: 0"));
        }
    }

    private static byte[] joined(byte[] start, byte[] rest) {
        byte[] all = rest.clone();
        System.arraycopy(start, 0, all, 0, start.length);
        return all;
    }

    private static void whole(byte[] body, String etag, OutputStream out) throws IOException {
        out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"" + etag + "\"\nContent-Length: " + body.length));
        out.write(body);
    }

    private static void part(byte[] body, int from, int told, int total, String etag, OutputStream out)
            throws IOException {
        int last = body.length - 1;
        out.write(RawOrigin.head("HTTP/1.1 206 Partial Content\nETag: \"" + etag + "\"\nContent-Range: bytes " + told
                + "-" + last + "/" + total + "\nContent-Length: " + (last - told + 1)));
        out.write(body, from, last - told + 1);
    }

    private static String name() {
        return "/pool/rescued-" + SERIAL.incrementAndGet() + ".deb";
    }

    /** Some clients that have joined: each has bytes. */
    private static List<RunningCurl> joiners(RawOrigin origin, String url, int count) {
        List<RunningCurl> joiners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            joiners.add(new RunningCurl(stage.squid().port(), url));
        }
        await("joiners' first bytes")
                .atMost(PATIENCE)
                .until(() -> joiners.stream().allMatch(one -> one.received().length > 0));
        assertThat(origin.requests()).as("requests of joiners").hasSize(1);
        return joiners;
    }

    private static void awaitBytes(RunningCurl leader, int bytes) {
        await("the leader's bytes").atMost(PATIENCE).until(() -> leader.received().length >= bytes);
    }

    private static long bytesInTemp() {
        try (Stream<Path> files = Files.walk(stage.store().directory().resolve("tmp"))) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static List<String> own(RawOrigin origin) {
        return origin.requests().stream().filter(head -> head.contains(TAG)).toList();
    }

    private static void assertNothingLeft(Stage stage) {
        Path temporary = stage.store().directory().resolve("tmp");
        await("no file left in tmp").atMost(PATIENCE).until(() -> {
            try (Stream<Path> files = Files.walk(temporary)) {
                return files.noneMatch(Files::isRegularFile);
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"PART", "WHOLE"})
    void joinersOutliveTheirLeader(Rest rest) {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = origin(body, FIRST_PART, gate, rest)) {
            String url = origin.url(name());
            RunningCurl leader = new RunningCurl(stage.squid().port(), url);
            awaitBytes(leader, FIRST_PART / 2);
            List<RunningCurl> joiners = joiners(origin, url, 5);
            leader.close();
            assertWhole(joiners, body);
            assertThat(origin.requests()).hasSize(2);
            assertThat(own(origin)).singleElement().asString().contains("\r\nIf-Range: \"v1\"\r\n");
            await().atMost(PATIENCE).until(() -> stage.store().holds(body));
            stage.awaitVerdict(url, "HIT;reason=same-url");
            assertNothingLeft(stage);
        } finally {
            gate.countDown();
        }
    }

    private static void assertWhole(List<RunningCurl> joiners, byte[] body) {
        for (RunningCurl joiner : joiners) {
            assertThat(joiner.exit()).as(() -> joiner.said()).isZero();
            assertThat(joiner.received()).isEqualTo(body);
            joiner.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PART", "WHOLE"})
    void whatCannotBeContinuedIsCutAndNeverStored(Rest rest) {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        int before = stage.store().digests().size();
        try (RawOrigin origin = origin(body, FIRST_PART, gate, rest)) {
            String url = origin.url(name());
            RunningCurl leader = new RunningCurl(stage.squid().port(), url);
            awaitBytes(leader, FIRST_PART / 2);
            List<RunningCurl> joiners = joiners(origin, url, 2);
            leader.close();
            for (RunningCurl joiner : joiners) {
                assertThat(joiner.exit()).as(() -> joiner.said()).isEqualTo(Download.CUT);
                byte[] got = joiner.received();
                assertThat(got.length).isLessThan(SIZE);
                assertThat(got).isEqualTo(Arrays.copyOf(body, got.length));
                joiner.close();
            }
            assertThat(own(origin)).isNotEmpty();
            assertNothingLeft(stage);
            assertThat(stage.store().digests()).hasSize(before);
        } finally {
            gate.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200_000, SIZE - 1})
    void anOriginThatBreaksOffIsAskedForTheRest(int cut) {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = origin(body, cut, gate, Rest.PART)) {
            String url = origin.url(name());
            try (RunningCurl leader = new RunningCurl(stage.squid().port(), url)) {
                awaitBytes(leader, 1);
                List<RunningCurl> joiners = joiners(origin, url, 2);
                gate.countDown();
                assertWhole(joiners, body);
                assertThat(leader.exit()).isNotZero();
            }
            await().atMost(PATIENCE).until(() -> stage.store().holds(body));
            assertNothingLeft(stage);
        }
    }

    @Test
    void aDownloadThatIsNearlyDoneIsFinishedForTheNextClient() {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = origin(body, FIRST_PART, gate, Rest.PART)) {
            String url = origin.url(name());
            RunningCurl leader = new RunningCurl(stage.squid().port(), url);
            awaitBytes(leader, FIRST_PART);
            await("the server's bytes").atMost(PATIENCE).until(() -> bytesInTemp() >= FIRST_PART);
            leader.close();
            await().atMost(PATIENCE).until(() -> stage.store().holds(body));
            stage.awaitVerdict(url, "HIT;reason=same-url");
            assertNothingLeft(stage);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aDownloadThatHasHardlyBegunIsDropped() {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = origin(body, SIZE / 4, gate, Rest.PART)) {
            String url = origin.url(name());
            RunningCurl leader = new RunningCurl(stage.squid().port(), url);
            awaitBytes(leader, SIZE / 8);
            leader.close();
            stage.awaitOutcome(url, "no:");
            assertNothingLeft(stage);
            assertThat(own(origin)).isEmpty();
            assertThat(stage.store().holds(body)).isFalse();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void theRestComesThroughAProxyThatWantsAName() throws IOException {
        Path password = Files.writeString(Folders.temporary("secret").resolve("password"), "pass:word\n");
        try (AuthenticatingSquid proxy = new AuthenticatingSquid();
                Stage behind = Stage.open(
                        "fetch.proxy=\"http://127.0.0.1:" + proxy.port() + "\"",
                        "fetch.proxy-username=mirror",
                        "fetch.proxy-password-file=" + password)) {
            byte[] body = rescued(behind);
            assertThat(proxy.lines()).contains("TCP_MISS/206").contains(" mirror ");
            assertThat(behind.store().digests()).containsExactly(Samples.sha256(body));
        }
    }

    @Test
    void theRestComesThroughOurOwnSquidAndIsNotCapturedTwice() {
        try (Stage own = Stage.open("fetch.proxy=\"http://127.0.0.1:" + Stage.SQUID_PORT + "\"")) {
            byte[] body = rescued(own);
            assertThat(own.store().digests()).containsExactly(Samples.sha256(body));
            assertThat(own.squid().lines())
                    .anyMatch(line -> line.contains("/206") && line.endsWith("PASS;reason=self"));
        }
    }

    /** Lets a leader die on this stage, and sees its joiner through. */
    private static byte[] rescued(Stage other) {
        byte[] body = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = origin(body, FIRST_PART, gate, Rest.PART)) {
            String url = origin.url(name());
            RunningCurl leader = new RunningCurl(other.squid().port(), url);
            awaitBytes(leader, FIRST_PART / 2);
            RunningCurl joiner = new RunningCurl(other.squid().port(), url);
            await().atMost(PATIENCE).until(() -> joiner.received().length > 0);
            leader.close();
            assertWhole(List.of(joiner), body);
            assertThat(origin.requests()).hasSize(2);
            assertThat(own(origin)).hasSize(1);
            assertNothingLeft(other);
            return body;
        } finally {
            gate.countDown();
        }
    }
}
