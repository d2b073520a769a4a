package org.intelligentmirror.index;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded database: opening, connections, transactions.
 *
 * <p>{@code WRITE_DELAY=0}: H2 hands each commit to the system at once instead of half a second later, so a binding
 * outlives a killed process. Measured with small rows on one core that costs 0.3 ms a commit (3,400 commits/s instead
 * of 55,000) and up to 20 KB of file a commit until H2 reuses its space 45 s later: nothing next to a package's own
 * bytes. What a power loss takes is what was not synced, at most 30 s.
 *
 * <p>Writers take turns by {@link #turn}: H2 lets only one commit at a time anyway, and so they never meet a lock
 * time-out or a deadlock. Readers see the last committed state and never wait for it.
 */
final class IndexDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexDatabase.class);
    private static final int CACHE_KIB = 65_536;
    private static final long CONNECTION_WAIT_MILLIS = 5_000;

    private final Path directory;
    private final JdbcDataSource source;
    private final HikariDataSource pool;
    private final ReentrantLock turn = new ReentrantLock();

    private IndexDatabase(Path directory, JdbcDataSource source, HikariDataSource pool) {
        this.directory = directory;
        this.source = source;
        this.pool = pool;
    }

    /**
     * Opens the database in {@code <store>/index}. One that cannot be read is moved to {@code
     * <store>/index-damaged-<time>} and replaced by an empty one.
     */
    static IndexDatabase open(Path store, int connections) throws StoreException {
        Path directory = store.resolve("index");
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.toAbsolutePath().resolve("packages")
                + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;QUERY_CACHE_SIZE=32"
                + ";CACHE_SIZE=" + CACHE_KIB);
        source.setUser("intelligentmirror");
        try {
            migrate(source);
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw fault("open the index in " + directory, e);
            }
            moveAside(directory, store.resolve("index-damaged-" + System.currentTimeMillis()), e);
            try {
                migrate(source);
            } catch (SQLException again) {
                throw fault("open a new index in " + directory, again);
            }
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("index");
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
        return new IndexDatabase(directory, source, new HikariDataSource(config));
    }

    /** Where the database's file is. */
    Path directory() {
        return directory;
    }

    private static void migrate(JdbcDataSource source) throws SQLException, StoreException {
        try (Connection connection = source.getConnection()) {
            Migrations.apply(connection);
        }
    }

    /** Damage is what a fresh file would not have; a full disk or a missing permission is not. */
    private static boolean isDamage(SQLException e) {
        boolean unreadable = e.getCause() instanceof MVStoreException store
                && store.getErrorCode() == DataUtils.ERROR_READING_FAILED;
        return unreadable || isDamageCode(e.getErrorCode());
    }

    private static boolean isDamageCode(int code) {
        return switch (code) {
            case ErrorCode.FILE_CORRUPTED_1,
                    ErrorCode.GENERAL_ERROR_1,
                    ErrorCode.FILE_VERSION_ERROR_1,
                    ErrorCode.UNSUPPORTED_SETTING_COMBINATION,
                    ErrorCode.WRONG_USER_OR_PASSWORD,
                    ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1,
                    ErrorCode.COLUMN_NOT_FOUND_1 -> true;
            default -> false;
        };
    }

    private static void moveAside(Path directory, Path aside, SQLException cause) throws StoreException {
        try {
            Files.move(directory, aside);
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.IO, "cannot move the damaged index to " + aside, e);
        }
        LOG.error("the index is damaged and was moved to {}; starting with an empty one", aside, cause);
    }

    /** Translates a database error. */
    static StoreException fault(String doing, SQLException e) {
        StoreException.Kind kind = switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 -> StoreException.Kind.LOCKED;
            case ErrorCode.FILE_CORRUPTED_1 -> StoreException.Kind.CORRUPT;
            default -> StoreException.Kind.IO;
        };
        return new StoreException(kind, "cannot " + doing + ": " + e.getMessage(), e);
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Reads what is committed. */
    <T> T read(String doing, Work<T> work) throws StoreException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw fault(doing, e);
        }
    }

    /** One transaction: committed whole, or rolled back. */
    <T> T write(String doing, Work<T> work) throws StoreException {
        turn.lock();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw fault(doing, e);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Closes the pool first: it would replace the connection a shut-down takes from it, and so open the index again.
     */
    @Override
    public void close() {
        pool.close();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.warn("the index did not close in order: {}", e.getMessage());
        }
    }
}
