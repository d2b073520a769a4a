package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.StoreException;

/** Pins and levels in the database of the packages. */
final class H2RetentionIndex implements RetentionIndex {
    private final IndexDatabase database;

    H2RetentionIndex(IndexDatabase database) {
        this.database = database;
    }

    @Override
    public List<PinRow> pins() throws StoreException {
        return database.read("list pins", H2RetentionIndex::pins);
    }

    @Override
    public long addPin(String kind, String pattern, Instant at) throws StoreException {
        return database.write("add a pin", connection -> {
            for (PinRow pin : pins(connection)) {
                if (pin.kind().equals(kind) && pin.pattern().equals(pattern)) {
                    return pin.id();
                }
            }
            String sql = "INSERT INTO pin (kind, pattern, pinned_at) VALUES (?, ?, ?)";
            return H2CatalogIndex.insert(connection, sql, kind, pattern, at.toEpochMilli());
        });
    }

    @Override
    public Optional<PinRow> removePin(long id) throws StoreException {
        return database.write("remove a pin", connection -> {
            Optional<PinRow> found =
                    pins(connection).stream().filter(pin -> pin.id() == id).findFirst();
            H2CatalogIndex.update(connection, "DELETE FROM pin WHERE id = ?", id);
            return found;
        });
    }

    @Override
    public List<LevelRow> levels() throws StoreException {
        return database.read("read levels", connection -> {
            List<LevelRow> rows = new ArrayList<>();
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT scope, level, since FROM eviction_age ORDER BY level");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new LevelRow(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3))));
                }
            }
            return rows;
        });
    }

    @Override
    public void addLevel(LevelRow row, long lowest) throws StoreException {
        database.write("record a level", connection -> {
            H2CatalogIndex.update(
                    connection, "DELETE FROM eviction_age WHERE scope = ? AND level < ?", row.scope(), lowest);
            return H2CatalogIndex.update(
                    connection,
                    "MERGE INTO eviction_age (scope, level, since) KEY (scope, level) VALUES (?, ?, ?)",
                    row.scope(),
                    row.level(),
                    row.since().toEpochMilli());
        });
    }

    private static List<PinRow> pins(Connection connection) throws SQLException {
        List<PinRow> rows = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT id, kind, pattern, pinned_at FROM pin ORDER BY id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new PinRow(
                        row.getLong(1), row.getString(2), row.getString(3), Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return rows;
    }
}
