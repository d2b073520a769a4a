package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's file does not keep what many changes made it. */
class IndexFileTest {
    private static final int CHANGES = 1000;
    private static final ReplyHeaders HEADERS =
            new ReplyHeaders(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, 0);

    @TempDir
    Path store;

    private static Sha256 digest(int n) {
        return Sha256.of(Sha256.newDigest().digest(new byte[] {(byte) n, (byte) (n >> 8)}));
    }

    private static NewCapture capture(int n) {
        return new NewCapture(
                digest(n),
                "deb",
                100,
                4096,
                LocatorParser.parse("http://m.example/" + n + ".deb").orElseThrow(),
                HEADERS,
                Instant.EPOCH,
                4);
    }

    /** H2's own compaction, which ends after a time, would do for a file as small as this one: here it has none. */
    private void openWithoutCompaction() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store.resolve("index/packages").toAbsolutePath()
                + ";DB_CLOSE_DELAY=-1;MAX_COMPACT_TIME=0");
        source.setUser("intelligentmirror");
        source.getConnection().close();
    }

    @Test
    void aCloseGivesBackWhatComingAndGoingTook() throws Exception {
        Path file = store.resolve("index/packages.mv.db");
        long grown;
        openWithoutCompaction();
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            for (int n = 0; n < CHANGES; n++) {
                index.record(capture(n));
                if (n >= 10) {
                    index.forget(digest(n - 10));
                }
            }
            grown = Files.size(file);
        }
        assertThat(Files.size(file)).isLessThan(grown / 5);
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            assertThat(index.bindings()).isEqualTo(10);
            assertThat(index.blob(digest(CHANGES - 1))).isPresent();
        }
    }
}
