package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Per type, the operator decides what is kept. */
final class TypesIT {
    private static Stage stage;
    private static Mirror mirror;

    @BeforeAll
    static void open() {
        stage = Stage.open(
                "types.rpm.enabled=false", "types.deb.min-package-size=10000", "types.deb.max-package-size=20000");
        mirror = new Mirror();
    }

    @AfterAll
    static void close() {
        stage.close();
        mirror.close();
    }

    @Test
    void aTypeThatIsOffIsPassedOn() {
        byte[] rpm = Samples.rpm(15_000);
        String url = mirror.put("/off.rpm", rpm);
        for (int round = 0; round < 2; round++) {
            Stage.Visit visit = stage.get(url);
            assertThat(visit.verdict()).isEqualTo("PASS;reason=type-off");
            assertThat(visit.body()).isEqualTo(rpm);
        }
        assertThat(stage.store().holds(rpm)).isFalse();
    }

    @Test
    void sizesAtTheBoundsAreKept() {
        for (int size : new int[] {10_000, 20_000}) {
            byte[] deb = Samples.deb(size);
            assertThat(stage.capture(mirror.put("/bound-" + size + ".deb", deb)).verdict())
                    .isEqualTo("CAPTURE;reason=complete");
            assertThat(stage.store().holds(deb)).isTrue();
        }
    }

    @Test
    void sizesOnePastTheBoundsAreNot() {
        for (int size : new int[] {9_999, 20_001}) {
            byte[] deb = Samples.deb(size);
            Stage.Visit visit = stage.get(mirror.put("/past-" + size + ".deb", deb));
            assertThat(visit.verdict()).isEqualTo("PASS;reason=size");
            assertThat(visit.body()).isEqualTo(deb);
            assertThat(stage.store().holds(deb)).isFalse();
        }
    }
}
