package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.intelligentmirror.e2e.DebRepository.Listed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much evidence a hit needs is the operator's choice, and which hosts are nobody's business. */
final class ModesIT {
    private Mirror one;
    private Mirror two;

    @BeforeEach
    void open() {
        one = new Mirror();
        two = new Mirror();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void strictTakesNoOriginsWordAndPrivateHostsAreLeftAlone() {
        byte[] rpm = Packages.rpm("im-one", "1.0");
        try (Stage stage = Stage.open("identity.mode=\"strict\"", "identity.private=[\"local*\"]")) {
            String known = one.put("/alma/im-one.rpm", rpm);
            stage.capture(known);
            assertThat(stage.get(known).verdict()).isEqualTo("HIT;reason=same-url");
            // The default mode would tell by its first bytes that it is stored.
            Stage.Visit visit = stage.get(two.put("/elsewhere/im-one.rpm", rpm));
            assertThat(visit.verdict()).isEqualTo("CAPTURE;reason=complete");
            assertThat(visit.body()).isEqualTo(rpm);

            byte[] secret = Samples.deb(20_000);
            String url = two.put("/secret.deb", secret).replace("127.0.0.1", "localhost");
            for (int round = 1; round <= 2; round++) {
                visit = stage.get(url);
                assertThat(visit.verdict()).isEqualTo("PASS;reason=private");
                assertThat(visit.body()).isEqualTo(secret);
                assertThat(two.requests())
                        .filteredOn(request -> request.endsWith("/secret.deb"))
                        .hasSize(round);
            }
            assertThat(stage.store().holds(secret)).isFalse();
        }
    }

    @Test
    void nameIsTheRuleOf2008ButAnIndexKnowsBetter() {
        Listed old = DebRepository.listed("im-name", "1", "pool/im-name_1_all.deb");
        Listed other = DebRepository.listed("im-name", "1", "pool/im-name_1_all.deb");
        try (Stage stage = Stage.open("identity.mode=\"name\"")) {
            stage.capture(one.put("/debian/" + old.fileName(), old.bytes()));
            String url = two.put("/ubuntu/" + other.fileName(), other.bytes());
            Stage.Visit visit = stage.get(url);
            assertThat(visit.verdict()).isEqualTo("HIT;reason=name");
            assertThat(visit.body()).isEqualTo(old.bytes());
            assertThat(two.requests()).isEmpty();

            byte[] list = DebRepository.packages(List.of(other), "SHA256");
            String lists = "main/binary-amd64/Packages";
            two.put("/ubuntu/dists/stable/" + lists, list);
            two.put("/ubuntu/dists/stable/Release", DebRepository.release(Map.of(lists, list), "SHA256"));
            stage.get(two.url("/ubuntu/dists/stable/Release"));
            stage.get(two.url("/ubuntu/dists/stable/" + lists));
            assertThat(stage.get(url).body()).isEqualTo(other.bytes());
            stage.awaitVerdict(url, "HIT;reason=catalog");
            assertThat(stage.get(url).body()).isEqualTo(other.bytes());
            assertThat(stage.get(one.url("/debian/" + old.fileName())).body()).isEqualTo(old.bytes());
        }
    }
}
