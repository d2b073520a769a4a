package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Drops what nothing in the catalog points to, a little at a time: writers of other things wait meanwhile. The parts of
 * a thing go before the thing itself, so a crash in between leaves something to be dropped, never something torn.
 */
final class CatalogSweep {
    private static final String IS_LISTED =
            "EXISTS (SELECT 1 FROM catalog_listed f WHERE f.sha256 = c.digest AND f.format = c.format)";

    /** One step; whether it dropped anything. Runs inside a transaction. */
    boolean step(Connection connection, Instant formerBefore, int maxRows) throws SQLException {
        int formers = H2CatalogIndex.update(
                connection,
                "DELETE FROM catalog_former WHERE replaced_at < ? LIMIT ?",
                formerBefore.toEpochMilli(),
                maxRows);
        return formers > 0 || dropGeneration(connection, maxRows) || dropListing(connection, maxRows);
    }

    private static boolean dropGeneration(Connection connection, int maxRows) throws SQLException {
        Optional<Long> unused = find(
                connection,
                "SELECT g.id FROM catalog_generation g"
                        + " WHERE NOT EXISTS (SELECT 1 FROM catalog_top t WHERE t.generation = g.id)"
                        + " AND NOT EXISTS (SELECT 1 FROM catalog_former f WHERE f.generation = g.id)"
                        + " AND NOT EXISTS (SELECT 1 FROM catalog_rival r WHERE r.generation = g.id) LIMIT 1");
        if (unused.isEmpty()) {
            return false;
        }
        // Its name goes first: a generation with some of its files gone must not be found again.
        long id = unused.get();
        int files = H2CatalogIndex.update(
                connection, "DELETE FROM catalog_listed WHERE generation = ? LIMIT ?", id, maxRows);
        if (files == 0) {
            H2CatalogIndex.update(connection, "DELETE FROM catalog_generation WHERE id = ?", id);
        } else {
            H2CatalogIndex.update(
                    connection,
                    "UPDATE catalog_generation SET format = ? WHERE id = ?",
                    "x" + Long.toString(id, Character.MAX_RADIX),
                    id);
        }
        return true;
    }

    private static boolean dropListing(Connection connection, int maxRows) throws SQLException {
        Optional<Long> unused = find(
                connection, "SELECT c.id FROM catalog_listing c WHERE NOT (c.published AND " + IS_LISTED + ") LIMIT 1");
        if (unused.isEmpty()) {
            return false;
        }
        long id = unused.get();
        H2CatalogIndex.update(connection, "UPDATE catalog_listing SET published = FALSE WHERE id = ?", id);
        int entries =
                H2CatalogIndex.update(connection, "DELETE FROM catalog_entry WHERE listing = ? LIMIT ?", id, maxRows);
        if (entries == 0) {
            H2CatalogIndex.update(connection, "DELETE FROM catalog_seen WHERE listing = ?", id);
            H2CatalogIndex.update(connection, "DELETE FROM catalog_listing WHERE id = ?", id);
        }
        return true;
    }

    private static Optional<Long> find(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }
}
