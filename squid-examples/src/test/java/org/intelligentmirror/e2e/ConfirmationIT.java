package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A package from a mirror never seen is told by its first bytes, and only then. */
final class ConfirmationIT {
    private static Map<String, byte[]> repository;

    private Stage stage;
    private Mirror mirror;

    @BeforeAll
    static void build() {
        repository = Packages.dnfRepository();
    }

    @BeforeEach
    void open() {
        stage = Stage.open();
        mirror = new Mirror();
    }

    @AfterEach
    void close() {
        stage.close();
        mirror.close();
    }

    @Test
    void rpmOfAnUnknownMirrorIsNotFetchedAgain() {
        byte[] rpm = Packages.bytesOf(repository, "im-large");
        stage.capture(mirror.put("/alma/im-large.rpm", rpm));
        try (SlowOrigin unknown = new SlowOrigin(rpm, 4_000_000)) {
            String url = unknown.url("/elsewhere/im-large.rpm");
            Stage.Visit visit = stage.get(url);
            assertThat(visit.verdict()).isEqualTo("CONFIRMED;reason=rpm");
            assertThat(visit.body()).isEqualTo(rpm);
            assertThat(visit.download().header("Cache-Status"))
                    .contains("intelligentmirror; fwd=miss; fwd-status=200; detail=rpm");
            assertThat(unknown.sentBytes()).isLessThan(rpm.length / 10L);
            assertThat(stage.get(url).verdict()).isEqualTo("HIT;reason=same-url");
        }
    }

    /** Squid reads on from an origin until its client has all: only what is held back is not sent. */
    @Test
    void originAsFastAsTheClientSendsLessThanATenth() {
        byte[] rpm = Packages.bytesOf(repository, "im-large");
        stage.capture(mirror.put("/alma/im-large.rpm", rpm));
        try (SlowOrigin unknown = new SlowOrigin(rpm, 8_000_000)) {
            Stage.Visit visit = stage.get(unknown.url("/elsewhere/im-large.rpm"), "--limit-rate", "8M");
            assertThat(visit.verdict()).isEqualTo("CONFIRMED;reason=rpm");
            assertThat(visit.body()).isEqualTo(rpm);
            assertThat(unknown.sentBytes()).isLessThan(rpm.length / 10L);
        }
    }

    @Test
    void rpmThatDiffersInItsFirstBytesIsFetched() {
        byte[] rpm = Packages.bytesOf(repository, "im-medium");
        stage.capture(mirror.put("/alma/im-medium.rpm", rpm));
        byte[] other = rpm.clone();
        other[200] ^= 1;
        Stage.Visit visit = stage.get(mirror.put("/rocky/im-medium.rpm", other));
        assertThat(visit.verdict()).isEqualTo("CAPTURE;reason=complete");
        assertThat(visit.body()).isEqualTo(other);
    }

    @Test
    void forgedPayloadIsNeverTakenForTheGenuinePackage() {
        byte[] rpm = Packages.bytesOf(repository, "im-medium");
        byte[] forged = rpm.clone();
        forged[forged.length - 1] ^= 1;
        stage.capture(mirror.put("/liar/im-medium.rpm", forged));
        Stage.Visit visit = stage.get(mirror.put("/alma/im-medium.rpm", rpm));
        assertThat(visit.verdict()).isEqualTo("CAPTURE;reason=complete");
        assertThat(visit.body()).isEqualTo(rpm);
    }

    @Test
    void captureThatHasExpiredIsRenewedByItsValidator() {
        try (Stage own = Stage.open("identity.revalidate-after=\"1s\"")) {
            byte[] deb = Samples.deb(2_000_000);
            String url = mirror.put("/tool_1_all.deb", deb);
            own.capture(url);
            own.awaitVerdict(url, "CONFIRMED;reason=validator");
            assertThat(own.get(url).body()).isEqualTo(deb);
        }
    }
}
