package org.intelligentmirror.index;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells from memory that a locator is not bound, which is so for most of what is asked for: the database is then left
 * alone, however large it is. Without a filter every locator may be bound.
 *
 * <p>The filter is kept in the database from an orderly close to the next change of what is bound, and made from the
 * table after anything else, or when it is worn. Whoever binds a locator adds it before the commit, under the turn of
 * the writers: so a filter that is announced under that turn, and then sees each committed row, holds all.
 */
final class KnownLocators {
    private static final Logger LOG = LoggerFactory.getLogger(KnownLocators.class);
    /** Keys read at once, so that nothing holds a snapshot for long. */
    static final int PAGE = 20_000;

    private static final long SMALLEST = 50_000;

    private volatile @Nullable LocatorFilter filter;
    /** What is being made; takes what is bound meanwhile. */
    private volatile @Nullable LocatorFilter next;

    /** False only if no locator with this key is bound. Never blocks. */
    boolean mayHold(byte[] key) {
        LocatorFilter known = filter;
        return known == null || known.mayHold(key);
    }

    /** A locator is about to be bound, by this transaction: what an earlier close left is right no more. */
    void binding(Connection connection, byte[] key) throws SQLException {
        int unused = H2CatalogIndex.update(connection, "DELETE FROM known_locators");
        LocatorFilter known = filter;
        if (known != null) {
            known.add(key);
        }
        LocatorFilter coming = next;
        if (coming != null) {
            coming.add(key);
        }
    }

    /** Takes over the filter that the last close left, if there is one; before anything is bound. Whether it did. */
    boolean restore(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT locators, filter FROM known_locators WHERE id = 1");
                ResultSet row = select.executeQuery()) {
            if (row.next() && row.getLong(1) == count(connection)) {
                filter = LocatorFilter.read(ByteBuffer.wrap(row.getBytes(2)));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("the filter of locators is damaged and is made again: {}", e.getMessage());
        }
        return filter != null;
    }

    /** Leaves the filter to the next opening, after everything was bound. Whether there is one. */
    boolean save(Connection connection) throws SQLException {
        LocatorFilter known = filter;
        if (known == null) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(known.byteLength());
        known.write(bytes);
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO known_locators (id, locators, filter) KEY (id) VALUES (1, ?, ?)")) {
            merge.setLong(1, count(connection));
            merge.setBinaryStream(2, new ByteArrayInputStream(bytes.array()), bytes.capacity());
            return merge.executeUpdate() == 1;
        }
    }

    /** Makes a filter if there is none, or it is worn. Reads every key once, a page at a time. By one thread. */
    void learn(IndexDatabase database, BooleanSupplier stopping, int pageRows) throws StoreException {
        LocatorFilter known = filter;
        if (known != null && !known.isWorn()) {
            return;
        }
        LocatorFilter fresh = database.write("begin to read locators", connection -> {
            LocatorFilter empty = new LocatorFilter(Math.max(SMALLEST, count(connection) / 4 * 5));
            next = empty;
            return empty;
        });
        try {
            Optional<byte[]> last = Optional.of(new byte[0]);
            while (last.isPresent() && !stopping.getAsBoolean()) {
                byte[] after = last.get();
                last = database.read("read locators", connection -> page(connection, after, fresh, pageRows));
            }
            if (last.isEmpty()) {
                filter = fresh;
            }
        } finally {
            next = null;
        }
    }

    /** Adds a page of keys; the last of them, or none if that was the end. */
    private static Optional<byte[]> page(Connection connection, byte[] after, LocatorFilter filter, int most)
            throws SQLException {
        String sql = "SELECT locator_key FROM locator WHERE locator_key > ? ORDER BY locator_key LIMIT ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, after);
            select.setInt(2, most);
            try (ResultSet row = select.executeQuery()) {
                int rows = 0;
                byte[] last = after;
                while (row.next()) {
                    last = row.getBytes(1);
                    filter.add(last);
                    rows++;
                }
                return rows < most ? Optional.empty() : Optional.of(last);
            }
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM locator");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
