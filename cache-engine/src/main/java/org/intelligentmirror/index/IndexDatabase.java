package org.intelligentmirror.index;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.StoreFaults;
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
 * <p>H2 does no housekeeping of its own with {@code WRITE_DELAY=0}: what a commit replaces is used again by later ones
 * 45 s after ({@code RETENTION_TIME}, longer than the time between two syncs, so that a power loss finds nothing
 * overwritten that the last sync left), and so the file grows to what is written in that time. An orderly close makes
 * it small again.
 *
 * <p>Writers take turns by {@link #turn}: H2 lets only one commit at a time anyway, and so they never meet a lock
 * time-out or a deadlock. Readers see the last committed state and never wait for it.
 */
final class IndexDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexDatabase.class);
    private static final String NAME = "packages";
    private static final int CACHE_KIB = 65_536;
    private static final long CONNECTION_WAIT_MILLIS = 5_000;

    /** A file of which less is in use is written anew when it is closed, unless that would take seconds. */
    private static final int FILLED_PERCENT = 50;

    private static final long COMPACTED_BYTES = 256L << 20;

    static {
        // H2 would look for each value it reads among the last thousand, which costs a third of a look-up.
        System.setProperty("h2.objectCache", "false");
    }

    private final Path directory;
    private final JdbcDataSource source;
    private final HikariDataSource pool;
    private final ReentrantLock turn = new ReentrantLock();

    private final Consumer<StoreException> damaged;
    private final AtomicBoolean damageTold = new AtomicBoolean();

    private IndexDatabase(
            Path directory, JdbcDataSource source, HikariDataSource pool, Consumer<StoreException> damaged) {
        this.directory = directory;
        this.source = source;
        this.pool = pool;
        this.damaged = damaged;
    }

    /**
     * Opens the database in {@code <store>/index}. One that cannot be read is moved to {@code
     * <store>/quarantine/index-<time>} and replaced by an empty one.
     */
    static IndexDatabase open(Path store, int connections, Consumer<StoreException> damaged) throws StoreException {
        Path directory = store.resolve("index");
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.toAbsolutePath().resolve(NAME)
                + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;QUERY_CACHE_SIZE=32"
                + ";CACHE_SIZE=" + CACHE_KIB);
        source.setUser("intelligentmirror");
        try {
            migrate(source);
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw fault("open the index in " + directory, e);
            }
            LOG.debug("the index cannot be opened", e);
            damaged.accept(fault("open the index in " + directory, e));
            moveAside(store);
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
        return new IndexDatabase(directory, source, new HikariDataSource(config), damaged);
    }

    /** Where the database's file is. */
    Path directory() {
        return directory;
    }

    private static void migrate(JdbcDataSource source) throws SQLException, StoreException {
        try (Connection connection = source.getConnection()) {
            try {
                Migrations.apply(connection);
            } catch (SQLException | StoreException e) {
                letGo(connection);
                throw e;
            }
        }
    }

    /** A database that opened stays open otherwise, even when its file is moved aside. */
    private static void letGo(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOG.debug("the index that cannot be used did not close", e);
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

    /** Whether the database's own pages contradict one another; a page that cannot be read is the disk's fault. */
    private static boolean isTorn(SQLException e) {
        return e.getCause() instanceof MVStoreException store
                && switch (store.getErrorCode()) {
                    case DataUtils.ERROR_FILE_CORRUPT,
                            DataUtils.ERROR_CHUNK_NOT_FOUND,
                            DataUtils.ERROR_BLOCK_NOT_FOUND,
                            DataUtils.ERROR_INTERNAL -> true;
                    default -> false;
                };
    }

    static boolean isThere(Path store) {
        return Files.exists(store.resolve("index").resolve(NAME + ".mv.db"));
    }

    /** Moves the database of a store to its quarantine, if there is one. Nobody may have it open. */
    static void moveAside(Path store) throws StoreException {
        Path directory = store.resolve("index");
        Path aside = store.resolve("quarantine").resolve("index-" + System.currentTimeMillis());
        try {
            if (Files.exists(directory)) {
                Files.createDirectories(aside.getParent());
                Files.move(directory, aside);
            }
        } catch (IOException e) {
            throw StoreFaults.translate("cannot move the damaged index to " + aside, e);
        }
    }

    /** Translates a database error. */
    static StoreException fault(String doing, SQLException e) {
        StoreException.Kind kind = StoreException.Kind.IO;
        if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            kind = StoreException.Kind.LOCKED;
        } else if (e.getErrorCode() == ErrorCode.FILE_CORRUPTED_1
                || e.getErrorCode() == ErrorCode.GENERAL_ERROR_1
                || isTorn(e)) {
            kind = StoreException.Kind.CORRUPT;
        }
        return new StoreException(kind, "cannot " + doing + ": " + e.getMessage(), e);
    }

    private StoreException told(StoreException fault) {
        if (fault.kind() == StoreException.Kind.CORRUPT && damageTold.compareAndSet(false, true)) {
            damaged.accept(fault);
        }
        return fault;
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
            throw told(fault(doing, e));
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
            throw told(fault(doing, e));
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
            statement.execute(isMostlyEmpty(statement) ? "SHUTDOWN COMPACT" : "SHUTDOWN");
        } catch (SQLException e) {
            LOG.warn("the index did not close in order: {}", e.getMessage());
        }
    }

    /**
     * Whether more than half of what was written is replaced, and the rest quickly written anew. The fill rate of the
     * file would not tell: it counts what must not be overwritten yet.
     */
    private static boolean isMostlyEmpty(Statement statement) throws SQLException {
        long filled = figure(statement, "info.CHUNKS_FILL_RATE");
        return filled < FILLED_PERCENT && figure(statement, "info.FILE_SIZE") / 100 * filled < COMPACTED_BYTES;
    }

    private static long figure(Statement statement, String name) throws SQLException {
        String sql = "SELECT setting_value FROM information_schema.settings WHERE setting_name = '" + name + "'";
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Long.parseLong(row.getString(1)) : Long.MAX_VALUE / 100;
        }
    }
}
