package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.intelligentmirror.index.RetentionIndex.LevelRow;
import org.intelligentmirror.index.RetentionIndex.PinRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionIndexTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path store;

    @Test
    void pinsAndLevelsOutliveARestart() throws Exception {
        long id;
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            id = index.retention().addPin("name", "linux-*", NOW);
            index.retention().addLevel(new LevelRow("", 7, NOW), 0);
            index.retention().addLevel(new LevelRow("deb", 9, NOW.plusSeconds(1)), 0);
        }
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            assertThat(index.retention().pins()).containsExactly(new PinRow(id, "name", "linux-*", NOW));
            assertThat(index.retention().levels())
                    .containsExactly(new LevelRow("", 7, NOW), new LevelRow("deb", 9, NOW.plusSeconds(1)));
        }
    }

    @Test
    void aPinIsThereOnceAndGoesOnce() throws Exception {
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            RetentionIndex retention = index.retention();
            long id = retention.addPin("name", "a*", NOW);
            assertThat(retention.addPin("name", "a*", NOW.plusSeconds(5))).isEqualTo(id);
            assertThat(retention.addPin("repository", "a*", NOW)).isNotEqualTo(id);
            assertThat(retention.removePin(id)).map(PinRow::pattern).contains("a*");
            assertThat(retention.removePin(id)).isEmpty();
            assertThat(retention.pins()).hasSize(1);
        }
    }

    @Test
    void lowLevelsOfTheSameScopeAreForgotten() throws Exception {
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            RetentionIndex retention = index.retention();
            retention.addLevel(new LevelRow("", 1, NOW), 0);
            retention.addLevel(new LevelRow("deb", 1, NOW), 0);
            retention.addLevel(new LevelRow("", 5, NOW), 2);
            retention.addLevel(new LevelRow("", 5, NOW.plusSeconds(1)), 2);
            assertThat(retention.levels())
                    .containsExactlyInAnyOrder(new LevelRow("deb", 1, NOW), new LevelRow("", 5, NOW.plusSeconds(1)));
        }
    }
}
