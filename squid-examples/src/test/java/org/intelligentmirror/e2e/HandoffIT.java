package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The hand-off where it does not work, or must not. */
final class HandoffIT {
    private static final byte[] DEB = Samples.deb(300_000);
    private static final byte[] SMALL = Samples.deb(5_000);

    @Test
    void aListenerThatSquidCannotReachIsNoticedAndGoneAround() {
        try (Stage stage = Stage.open("http.advertise=http://127.0.0.1:" + Ports.free());
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/unreached.deb", DEB);
            String small = mirror.put("/unreached-small.deb", SMALL);
            stage.capture(url);
            stage.capture(small);
            for (int i = 0; i < 3; i++) {
                assertThat(stage.get(url, "-r", "0-9").status()).isEqualTo(503);
            }
            Stage.Visit part = stage.get(url, "-r", "1000-1999");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(DEB, 1000, 2000));
            stage.awaitLogged(url, "MISS", "range");
            assertThat(stage.get(url).body()).isEqualTo(DEB);
            assertThat(stage.get(small).body()).isEqualTo(SMALL);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stage.server().page("/healthz").contains("off for a minute"));
            assertThat(stage.get(url, "-r", "5-9").body()).isEqualTo(Arrays.copyOfRange(DEB, 5, 10));
            assertThat(stage.get(small).body()).isEqualTo(SMALL);
        }
    }

    @Test
    void noClientCanUseOrMakeAHandOffItself() {
        try (Stage stage = Stage.openUnguarded();
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/known.deb", DEB);
            stage.capture(url);
            String stored =
                    "http://127.0.0.1:" + stage.server().httpPort() + "/cas/" + Samples.sha256(DEB) + "/known.deb";
            for (String token : new String[] {"x", "AAAA.AAAA", ""}) {
                assertThat(stage.get(stored, "-H", "X-IntelligentMirror-Handoff: " + token)
                                .status())
                        .isEqualTo(403);
            }
            Stage.Visit part = stage.get(url, "-r", "0-9", "-H", "X-IntelligentMirror-Handoff: AAAA.AAAA");
            assertThat(part.body()).isEqualTo(Arrays.copyOf(DEB, 10));
            assertThat(part.verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    @Test
    void inlineDeliverySendsPartsUpstream() {
        try (Stage stage = Stage.open("icap.delivery=inline");
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/inline.deb", DEB);
            stage.capture(url);
            mirror.forgetRequests();
            Stage.Visit part = stage.get(url, "-r", "1000-1999");
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(DEB, 1000, 2000));
            stage.awaitLogged(url, "MISS", "range");
            assertThat(mirror.requests()).containsExactly("GET /inline.deb");
        }
    }
}
