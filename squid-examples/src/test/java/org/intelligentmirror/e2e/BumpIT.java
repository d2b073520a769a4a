package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages that come by TLS through a Squid that looks into it. */
final class BumpIT {
    private static final int SIZE = 1_000_000;
    private static final int FIRST_PART = 400_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern RANGE = Pattern.compile("\r\nRange: bytes=(\\d+)-(\\d*)\r\n");
    private static final String HANDOFFS = "intelligentmirror_handoffs_total{outcome=\"issued\"} ";

    private static TestAuthority authority;
    private static Stage stage;

    @BeforeAll
    static void open() {
        assumeThat(SquidProcess.build())
                .as("this Squid is built without OpenSSL and cannot bump; squid-openssl can")
                .contains("--with-openssl");
        authority = new TestAuthority();
        stage = bumping(authority.trust());
    }

    private static Stage bumping(List<String> javaOptions) {
        return Stage.open(Staging.plain().java(javaOptions).squid(authority.bumpingPort(), authority.bumpingLines()));
    }

    @AfterAll
    static void close() {
        if (stage != null) {
            stage.close();
            authority.close();
        }
    }

    private static Stage.Visit get(String url, String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "--cacert";
        all[options.length + 1] = authority.certificate().toString();
        return stage.get(url, all);
    }

    /** An origin that sends the whole, or the part asked for. */
    private static RawOrigin origin(byte[] body) {
        return RawOrigin.bilingual(authority.origin(), (request, out) -> answer(body, request, out));
    }

    private static void answer(byte[] body, String request, OutputStream out) throws IOException {
        Matcher range = RANGE.matcher(request);
        if (!range.find()) {
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + body.length));
            out.write(body);
            return;
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2).isEmpty() ? body.length - 1 : Integer.parseInt(range.group(2));
        out.write(RawOrigin.head("HTTP/1.1 206 Partial Content\nETag: \"v1\"\nContent-Range: bytes %d-%d/%d"
                        .formatted(from, to, body.length)
                + "\nContent-Length: " + (to - from + 1)));
        out.write(body, from, to - from + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, SIZE})
    void hitsComeInlineHoweverSmall(int size) {
        byte[] deb = Samples.deb(size);
        try (RawOrigin origin = origin(deb)) {
            String url = origin.secureUrl("/pool/bumped_1_amd64.deb");
            double before = stage.server().metric(HANDOFFS);
            Stage.Visit first = get(url);
            assertThat(first.verdict()).isEqualTo("CAPTURE;reason=complete");
            assertThat(first.body()).isEqualTo(deb);
            stage.awaitOutcome(url, "yes");
            Stage.Visit second = get(url);
            assertThat(second.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(second.body()).isEqualTo(deb);
            assertThat(origin.requests()).hasSize(1);
            assertThat(stage.server().metric(HANDOFFS)).isEqualTo(before);
        }
    }

    @Test
    void partsComeFromTheOrigin() {
        byte[] deb = Samples.deb(SIZE);
        try (RawOrigin origin = origin(deb)) {
            String url = origin.secureUrl("/pool/part_1_amd64.deb");
            double before = stage.server().metric(HANDOFFS);
            get(url);
            stage.awaitOutcome(url, "yes");
            Stage.Visit part = get(url, "-r", "1000-1999");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(deb, 1000, 2000));
            stage.awaitLogged(url, "MISS", "range");
            assertThat(origin.requests()).hasSize(2);
            assertThat(stage.server().metric(HANDOFFS)).isEqualTo(before);
        }
    }

    @Test
    void theSchemeBelongsToTheLocator() {
        byte[] secure = Samples.deb(200_000);
        byte[] plain = Samples.deb(200_000);
        CountDownLatch asked = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.bilingual(authority.origin(), (request, out) -> {
            answer(asked.getCount() > 0 ? secure : plain, request, out);
            asked.countDown();
        })) {
            String path = "/pool/scheme_1_amd64.deb";
            assertThat(get(origin.secureUrl(path)).body()).isEqualTo(secure);
            stage.awaitOutcome(origin.secureUrl(path), "yes");
            Stage.Visit other = get(origin.url(path));
            assertThat(other.verdict()).isEqualTo("CAPTURE;reason=complete");
            assertThat(other.body()).isEqualTo(plain);
            stage.awaitOutcome(origin.url(path), "yes");
            for (String url : List.of(origin.url(path), origin.secureUrl(path))) {
                Stage.Visit hit = get(url);
                assertThat(hit.verdict()).isEqualTo("HIT;reason=same-url");
                assertThat(hit.body()).isEqualTo(url.startsWith("https") ? secure : plain);
            }
        }
    }

    @Test
    void joinersOutliveTheirLeaderIfTheServerTrustsTheOrigin() {
        byte[] deb = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (RawOrigin origin = stalling(deb, gate);
                RunningCurl joiner = abandoned(stage, origin.secureUrl("/pool/rescued_1_amd64.deb"))) {
            assertThat(joiner.exit()).as(joiner::said).isZero();
            assertThat(joiner.received()).isEqualTo(deb);
            assertThat(origin.requests()).hasSize(2);
            await().atMost(PATIENCE).until(() -> stage.store().holds(deb));
        } finally {
            gate.countDown();
        }
    }

    @Test
    void joinersAreCutIfTheServerDoesNotTrustTheOrigin() {
        byte[] deb = Samples.deb(SIZE);
        CountDownLatch gate = new CountDownLatch(1);
        try (Stage distrusting = bumping(List.of());
                RawOrigin origin = stalling(deb, gate);
                RunningCurl joiner = abandoned(distrusting, origin.secureUrl("/pool/cut_1_amd64.deb"))) {
            assertThat(joiner.exit()).as(joiner::said).isEqualTo(Download.CUT);
            assertThat(joiner.received()).isEqualTo(Arrays.copyOf(deb, joiner.received().length));
            assertThat(origin.requests()).hasSize(1);
            assertThat(distrusting.store().holds(deb)).isFalse();
        } finally {
            gate.countDown();
        }
    }

    /** An origin that stops in the middle of the whole, and has every part. */
    private static RawOrigin stalling(byte[] body, CountDownLatch gate) {
        return RawOrigin.bilingual(authority.origin(), (request, out) -> {
            if (RANGE.matcher(request).find()) {
                answer(body, request, out);
                return;
            }
            out.write(RawOrigin.head("HTTP/1.1 200 OK\nETag: \"v1\"\nContent-Length: " + body.length));
            out.write(body, 0, FIRST_PART);
            out.flush();
            gate.await();
        });
    }

    /** A client that has joined, and whose leader was killed then. */
    private static RunningCurl abandoned(Stage where, String url) {
        String[] trust = {"--cacert", authority.certificate().toString()};
        try (RunningCurl leader = new RunningCurl(where.squid().port(), url, trust)) {
            await("the leader's bytes").atMost(PATIENCE).until(() -> leader.received().length >= FIRST_PART / 2);
            RunningCurl joiner = new RunningCurl(where.squid().port(), url, trust);
            await("the joiner's bytes").atMost(PATIENCE).until(() -> joiner.received().length > 0);
            return joiner;
        }
    }
}
