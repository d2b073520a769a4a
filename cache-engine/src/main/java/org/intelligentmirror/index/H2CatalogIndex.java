package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/** The catalog in embedded H2, next to the packages. Every query goes by an index of the database. */
final class H2CatalogIndex implements CatalogIndex {
    private static final String OF_GENERATION =
            " FROM catalog_listed f JOIN catalog_listing c ON c.digest = f.sha256 AND c.format = f.format"
                    + " WHERE f.generation = ? AND c.published";

    private final IndexDatabase database;
    private final CatalogSweep sweep = new CatalogSweep();

    H2CatalogIndex(IndexDatabase database) {
        this.database = database;
    }

    @Override
    public List<TopRow> tops() throws StoreException {
        return database.read("read top indexes", TopTable::all);
    }

    @Override
    public void saveTop(TopRow top, Instant now) throws StoreException {
        database.write("save a top index", connection -> TopTable.save(connection, top, now));
    }

    @Override
    public void dropTop(String url) throws StoreException {
        database.write("drop a top index", connection -> TopTable.drop(connection, url));
    }

    @Override
    public List<DisagreementRow> disagreements() throws StoreException {
        return database.read("read disagreements", DisagreementTable::all);
    }

    @Override
    public void saveDisagreement(DisagreementRow row) throws StoreException {
        database.write("save a disagreement", connection -> DisagreementTable.save(connection, row));
    }

    @Override
    public void dropDisagreement(String root) throws StoreException {
        database.write("drop a disagreement", connection -> DisagreementTable.drop(connection, root));
    }

    @Override
    public List<RivalRow> rivals() throws StoreException {
        return database.read("read rivals", RivalTable::all);
    }

    @Override
    public void saveRivals(String url, List<RivalRow> rivals) throws StoreException {
        database.write("save rivals", connection -> RivalTable.save(connection, url, rivals));
    }

    @Override
    public Optional<Long> generation(Sha256 digest, String format) throws StoreException {
        String sql = "SELECT id FROM catalog_generation WHERE digest = ? AND format = ?";
        return first(rows("look up a generation", sql, H2CatalogIndex::number, digest.toBytes(), format));
    }

    @Override
    public long addGeneration(Sha256 digest, String format, List<ListedRow> files) throws StoreException {
        String sql = "INSERT INTO catalog_listed (generation, format, sha256, sha512) VALUES (?, ?,"
                + " COALESCE(?, (SELECT a.sha256 FROM catalog_alias a WHERE a.sha512 = ?)), ?)";
        return database.write("add a generation", connection -> {
            long id = insert(
                    connection,
                    "INSERT INTO catalog_generation (digest, format) VALUES (?, ?)",
                    digest.toBytes(),
                    format);
            try (PreparedStatement add = connection.prepareStatement(sql)) {
                for (ListedRow file : files) {
                    byte @Nullable [] sha512 = bytes512(file.sha512());
                    set(add, id, file.format().orElse(null), bytes256(file.sha256()), sha512, sha512);
                    add.addBatch();
                }
                add.executeBatch();
            }
            return id;
        });
    }

    @Override
    public List<Long> formerGenerations(String topUrl) throws StoreException {
        String sql = "SELECT f.generation FROM catalog_former f JOIN catalog_top t ON t.id = f.top"
                + " WHERE t.url_key = ? ORDER BY f.replaced_at DESC";
        return rows("look up former generations", sql, H2CatalogIndex::number, (Object) Keys.ofUrl(topUrl));
    }

    @Override
    public Optional<ListedRow> listed(long generation, Sha256 sha256, Optional<String> sha512) throws StoreException {
        String sql = "SELECT format, sha256, sha512 FROM catalog_listed WHERE generation = ? AND %s = ?"
                + " ORDER BY format NULLS LAST LIMIT 1";
        Optional<ListedRow> found = first(rows(
                "look up an index file",
                sql.formatted("sha256"),
                H2CatalogIndex::listed,
                generation,
                sha256.toBytes()));
        if (found.isPresent() || sha512.isEmpty()) {
            return found;
        }
        byte[] digest = HexFormat.of().parseHex(sha512.get());
        return first(
                rows("look up an index file", sql.formatted("sha512"), H2CatalogIndex::listed, generation, digest));
    }

    private static ListedRow listed(ResultSet row) throws SQLException {
        return new ListedRow(Optional.ofNullable(row.getString(1)), sha256(row, 2), sha512(row, 3));
    }

    @Override
    public List<Long> publishedOf(long generation) throws StoreException {
        return rows("list lists", "SELECT DISTINCT c.id" + OF_GENERATION, H2CatalogIndex::number, generation);
    }

    @Override
    public List<ListedRow> unpublishedOf(long generation) throws StoreException {
        String sql = "SELECT DISTINCT f.format, f.sha256, f.sha512 FROM catalog_listed f WHERE f.generation = ?"
                + " AND f.format IS NOT NULL AND f.sha256 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM catalog_listing c"
                + " WHERE c.digest = f.sha256 AND c.format = f.format AND c.published)";
        return rows("list unread lists", sql, H2CatalogIndex::listed, generation);
    }

    @Override
    public Optional<Long> listing(Sha256 digest, String format) throws StoreException {
        String sql = "SELECT id FROM catalog_listing WHERE digest = ? AND format = ? AND published";
        return first(rows("look up a list", sql, H2CatalogIndex::number, digest.toBytes(), format));
    }

    @Override
    public long beginListing(Sha256 digest, String format) throws StoreException {
        String sql = "INSERT INTO catalog_listing (digest, format, published, entries) VALUES (?, ?, FALSE, 0)";
        return database.write("begin a list", connection -> insert(connection, sql, digest.toBytes(), format));
    }

    @Override
    public EntrySorter sorter() {
        return new EntrySorter(database.directory(), EntrySorter.RUN_ENTRIES);
    }

    @Override
    public void addEntries(long listing, List<NewEntry> entries) throws StoreException {
        String sql = "INSERT INTO catalog_entry (listing, path_key, length_bytes, sha256, sha512)"
                + " VALUES (?, ?, ?, ?, ?)";
        database.write("add to a list", connection -> {
            try (PreparedStatement add = connection.prepareStatement(sql)) {
                for (NewEntry entry : entries) {
                    set(
                            add,
                            listing,
                            entry.path().bytes(),
                            entry.length(),
                            bytes256(entry.sha256()),
                            bytes512(entry.sha512()));
                    add.addBatch();
                }
                return add.executeBatch().length;
            }
        });
    }

    @Override
    public void publish(long listing, long entries) throws StoreException {
        String sql = "UPDATE catalog_listing SET published = TRUE, entries = ? WHERE id = ?";
        database.write("publish a list", connection -> update(connection, sql, entries, listing));
    }

    @Override
    public List<EntryRow> entries(List<Long> listings, PathKey path, int limit) throws StoreException {
        String sql = "SELECT listing, length_bytes, sha256, sha512 FROM catalog_entry"
                + " WHERE listing = ? AND path_key = ? LIMIT ?";
        return database.read("look up a listed package", connection -> {
            List<EntryRow> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (long listing : listings) {
                    set(select, listing, path.bytes(), limit);
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            found.add(new EntryRow(row.getLong(1), row.getLong(2), sha256(row, 3), sha512(row, 4)));
                        }
                    }
                }
            }
            return found;
        });
    }

    @Override
    public long totalEntries() throws StoreException {
        String sql = "SELECT COALESCE(SUM(entries), 0) FROM catalog_listing";
        return rows("count entries", sql, H2CatalogIndex::number).get(0);
    }

    @Override
    public List<ShareRow> shares() throws StoreException {
        String sql = "SELECT t.url, g.generation, g.former, g.since, c.id, c.entries FROM ("
                + "SELECT id AS holder, generation, FALSE AS former, touched_at AS since FROM catalog_top"
                + " UNION ALL SELECT o.top, o.generation, TRUE, o.replaced_at FROM catalog_former o) g"
                + " JOIN catalog_top t ON t.id = g.holder JOIN catalog_listed f ON f.generation = g.generation"
                + " JOIN catalog_listing c ON c.digest = f.sha256 AND c.format = f.format WHERE c.published";
        return rows(
                "count entries by origin",
                sql,
                row -> new ShareRow(
                        row.getString(1),
                        row.getLong(2),
                        row.getBoolean(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getLong(5),
                        row.getLong(6)));
    }

    @Override
    public void dropFormer(String topUrl, long generation) throws StoreException {
        String sql = "DELETE FROM catalog_former WHERE generation = ?"
                + " AND top IN (SELECT id FROM catalog_top WHERE url_key = ?)";
        database.write(
                "drop a former generation", connection -> update(connection, sql, generation, Keys.ofUrl(topUrl)));
    }

    @Override
    public void addSeen(String root, long listing) throws StoreException {
        String sql = "MERGE INTO catalog_seen (root_key, listing) KEY (root_key, listing) VALUES (?, ?)";
        database.write("record who served a list", connection -> update(connection, sql, Keys.ofUrl(root), listing));
    }

    @Override
    public boolean seen(String root, long listing) throws StoreException {
        String sql = "SELECT listing FROM catalog_seen WHERE root_key = ? AND listing = ?";
        return !rows("look up who served a list", sql, H2CatalogIndex::number, Keys.ofUrl(root), listing)
                .isEmpty();
    }

    @Override
    public void addAlias(String sha512, Sha256 sha256) throws StoreException {
        database.write("record an alias", connection -> AliasTable.add(connection, sha512, sha256));
    }

    @Override
    public Optional<Sha256> alias(String sha512) throws StoreException {
        return database.read("look up an alias", connection -> AliasTable.find(connection, sha512));
    }

    @Override
    public boolean dropStep(Instant formerBefore, int maxRows) throws StoreException {
        return database.write("drop old indexes", connection -> sweep.step(connection, formerBefore, maxRows));
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String doing, String sql, RowReader<T> reader, @Nullable Object... values)
            throws StoreException {
        return database.read(doing, connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                set(select, values);
                try (ResultSet row = select.executeQuery()) {
                    List<T> rows = new ArrayList<>();
                    while (row.next()) {
                        rows.add(reader.read(row));
                    }
                    return rows;
                }
            }
        });
    }

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            set(change, values);
            return change.executeUpdate();
        }
    }

    static long insert(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            set(insert, values);
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return key.getLong(1);
            }
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                statement.setNull(i + 1, Types.NULL);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    private static long number(ResultSet row) throws SQLException {
        return row.getLong(1);
    }

    private static Optional<Sha256> sha256(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Sha256.of(bytes));
    }

    private static Optional<String> sha512(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return row.wasNull() ? Optional.empty() : Optional.of(HexFormat.of().formatHex(bytes));
    }

    private static byte @Nullable [] bytes256(Optional<Sha256> sha256) {
        return sha256.isPresent() ? sha256.get().toBytes() : null;
    }

    private static byte @Nullable [] bytes512(Optional<String> sha512) {
        return sha512.isPresent() ? HexFormat.of().parseHex(sha512.get()) : null;
    }

    private static <T> Optional<T> first(List<T> rows) {
        return rows.stream().findFirst();
    }
}
