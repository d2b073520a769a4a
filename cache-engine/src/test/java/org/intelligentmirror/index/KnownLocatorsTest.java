package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is bound is found, whatever the filter has been through; what is not is told without the database. */
class KnownLocatorsTest {
    private static final ReplyHeaders HEADERS =
            new ReplyHeaders(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, 0);

    @TempDir
    Path store;

    private static Locator locator(int n) {
        return LocatorParser.parse("http://m.example/p_" + n + "_all.deb").orElseThrow();
    }

    private static void bind(PackageIndex index, int n) throws Exception {
        byte[] digest = new byte[32];
        digest[0] = (byte) n;
        index.record(new NewCapture(Sha256.of(digest), "deb", 100, 4096, locator(n), HEADERS, Instant.EPOCH, 4));
    }

    private static void bindUnchecked(PackageIndex index, int n) {
        try {
            bind(index, n);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private H2PackageIndex open() throws Exception {
        return H2PackageIndex.open(store, 2);
    }

    /** Statements on the table of locators so far: they would be queries of the disk. */
    private static boolean asksForUnknown(H2PackageIndex index, Connection observer) throws Exception {
        long before = asked(observer);
        assertThat(index.binding(locator(1000))).isEmpty();
        return asked(observer) != before;
    }

    private static long asked(Connection observer) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(SUM(EXECUTION_COUNT), 0)"
                        + " FROM INFORMATION_SCHEMA.QUERY_STATISTICS WHERE SQL_STATEMENT LIKE 'SELECT%l.locator_key =%'"
                        + " AND SQL_STATEMENT NOT LIKE '%QUERY_STATISTICS%'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection observe() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store.resolve("index/packages"));
        source.setUser("intelligentmirror");
        Connection observer = source.getConnection();
        try (Statement statement = observer.createStatement()) {
            statement.execute("SET QUERY_STATISTICS TRUE");
        }
        return observer;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theUnknownIsToldWithoutTheDatabaseOnceAllIsLearned() throws Exception {
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            bind(index, 1);
            assertThat(asksForUnknown(index, observer)).isTrue();
            index.learnLocators(() -> false);
            assertThat(asksForUnknown(index, observer)).isFalse();
            bind(index, 2);
            assertThat(index.binding(locator(1))).isPresent();
            assertThat(index.binding(locator(2))).isPresent();
        }
    }

    @Test
    void anOrderlyCloseLeavesItToTheNextStart() throws Exception {
        try (H2PackageIndex index = open()) {
            index.learnLocators(() -> false);
            bind(index, 1);
        }
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            assertThat(asksForUnknown(index, observer)).isFalse();
            assertThat(index.binding(locator(1))).isPresent();
        }
    }

    @Test
    void aStartInBetweenThatBoundNothingTakesNothingAway() throws Exception {
        try (H2PackageIndex index = open()) {
            index.learnLocators(() -> false);
        }
        open().close();
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            assertThat(asksForUnknown(index, observer)).isFalse();
        }
    }

    /** What a crash leaves: the rows, and no close. */
    @Test
    void whatWasBoundAfterItWasLeftIsFoundAfterACrash() throws Exception {
        try (H2PackageIndex index = open()) {
            index.learnLocators(() -> false);
            bind(index, 1);
        }
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            index.forget(index.binding(locator(1)).orElseThrow().blob().sha256());
            bind(index, 2);
            // The number of locators is what it was; a stale filter would be believed.
            run(observer, "SHUTDOWN IMMEDIATELY");
        }
        try (H2PackageIndex index = open()) {
            assertThat(index.binding(locator(2))).isPresent();
        }
    }

    @Test
    void rowsThatCameFromElsewhereMakeItDisbelieved() throws Exception {
        try (H2PackageIndex index = open()) {
            bind(index, 1);
            index.learnLocators(() -> false);
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store.resolve("index/packages"));
        source.setUser("intelligentmirror");
        try (Connection other = source.getConnection()) {
            run(other, "CREATE TABLE twin AS SELECT * FROM locator");
            run(other, "UPDATE twin SET locator_key = X'00000000000000000000000000000001', url = 'http://x/'");
            run(other, "INSERT INTO locator SELECT * FROM twin");
        }
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            assertThat(asksForUnknown(index, observer)).isTrue();
        }
    }

    @Test
    void aDamagedOneIsMadeAgain() throws Exception {
        try (H2PackageIndex index = open()) {
            bind(index, 1);
            index.learnLocators(() -> false);
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + store.resolve("index/packages"));
        source.setUser("intelligentmirror");
        try (Connection other = source.getConnection()) {
            run(other, "UPDATE known_locators SET filter = X'0102'");
        }
        try (H2PackageIndex index = open()) {
            assertThat(index.binding(locator(1))).isPresent();
        }
    }

    @Test
    void whatIsBoundWhileOthersAreReadIsNotMissed() throws Exception {
        try (H2PackageIndex index = open()) {
            bind(index, 0);
            int[] bound = new int[1];
            // Keys are in no order of theirs: some of these lie before what is read already.
            index.learnLocators(
                    () -> {
                        for (int n = 0; bound[0] < 100 && n < 50; n++) {
                            bindUnchecked(index, ++bound[0]);
                        }
                        return false;
                    },
                    1);
            for (int n = 0; n <= bound[0]; n++) {
                assertThat(index.binding(locator(n))).isPresent();
            }
        }
    }

    @Test
    void onesThatWereStoppedKnowNothing() throws Exception {
        try (H2PackageIndex index = open();
                Connection observer = observe()) {
            bind(index, 1);
            index.learnLocators(() -> true);
            assertThat(asksForUnknown(index, observer)).isTrue();
            assertThat(index.binding(locator(1))).isPresent();
        }
    }
}
