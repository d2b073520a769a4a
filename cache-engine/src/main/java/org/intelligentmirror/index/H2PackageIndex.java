package org.intelligentmirror.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.rpm.RpmProof;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index in embedded H2. Every query goes by an index of the database. */
public final class H2PackageIndex implements PackageIndex {
    private static final String BOUND = " FROM locator l JOIN blob b ON b.id = l.blob ";

    private static final Logger LOG = LoggerFactory.getLogger(H2PackageIndex.class);

    private final IndexDatabase database;
    private final KnownLocators known = new KnownLocators();
    private final CaptureWriter writer = new CaptureWriter(known);

    private H2PackageIndex(IndexDatabase database) {
        this.database = database;
    }

    /**
     * Opens the index of the store {@code store}, creating it if it is missing, setting it aside if it is damaged.
     *
     * @param connections most calls served at once; more wait for one of these
     * @param damaged told that the index is damaged: before another one takes its place, or once while it is in use
     */
    public static H2PackageIndex open(Path store, int connections, Consumer<StoreException> damaged)
            throws StoreException {
        H2PackageIndex index = new H2PackageIndex(IndexDatabase.open(store, connections, damaged));
        index.restoreKnown();
        return index;
    }

    /** As the other one, for who looks at every fault anyway. */
    public static H2PackageIndex open(Path store, int connections) throws StoreException {
        return open(store, connections, fault -> {});
    }

    /** Whatever is wrong with the filter, the index is as good without. */
    private void restoreKnown() {
        try {
            database.read("read the filter of locators", known::restore);
        } catch (StoreException e) {
            LOG.warn("locators are read again: {}", e.getMessage());
        }
    }

    /** Whether the store {@code store} has an index, whatever its state. */
    public static boolean isThere(Path store) {
        return IndexDatabase.isThere(store);
    }

    /** Moves the index of the store {@code store} to its quarantine, if there is one. Nobody may have it open. */
    public static void moveAside(Path store) throws StoreException {
        IndexDatabase.moveAside(store);
    }

    /** The catalog of repository indexes in the same database; closed with this. */
    public CatalogIndex catalog() {
        return new H2CatalogIndex(database);
    }

    @Override
    public RetentionIndex retention() {
        return new H2RetentionIndex(database);
    }

    @Override
    public Optional<Blob> blob(Sha256 sha256) throws StoreException {
        return database.read("look up a digest", connection -> CaptureWriter.find(connection, sha256));
    }

    @Override
    public boolean mayHaveBinding(Locator locator) {
        return known.mayHold(Keys.ofUrl(locator.url()));
    }

    @Override
    public Optional<Binding> binding(Locator locator) throws StoreException {
        String url = locator.url();
        byte[] key = Keys.ofUrl(url);
        if (!known.mayHold(key)) {
            return Optional.empty();
        }
        String sql = "SELECT " + Rows.BINDING_COLUMNS + BOUND + "WHERE l.locator_key = ?";
        return database.read("look up a locator", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setBytes(1, key);
                return bindings(select).stream()
                        .filter(binding -> binding.url().equals(url))
                        .findFirst();
            }
        });
    }

    @Override
    public Optional<Binding> latestNamed(String type, String name) throws StoreException {
        String sql = "SELECT " + Rows.BINDING_COLUMNS + BOUND
                + "WHERE l.name_key = ? AND l.name = ? AND b.package_type = ? ORDER BY l.captured_at DESC LIMIT 1";
        return database.read("look up a name", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, Keys.ofName(name));
                select.setString(2, name);
                select.setString(3, type);
                return bindings(select).stream().findFirst();
            }
        });
    }

    @Override
    public List<Binding> bindingsOf(Blob blob, int limit) throws StoreException {
        String sql = "SELECT " + Rows.BINDING_COLUMNS + BOUND + "WHERE l.blob = ? ORDER BY l.captured_at DESC LIMIT ?";
        return database.read("list sources", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, blob.sequence());
                select.setInt(2, limit);
                return bindings(select);
            }
        });
    }

    @Override
    public Recorded record(NewCapture capture) throws StoreException {
        return database.write("record a capture", connection -> writer.record(connection, capture));
    }

    @Override
    public void identify(Sha256 sha256, String sha512) throws StoreException {
        database.write("record an alias", connection -> AliasTable.add(connection, sha512, sha256));
    }

    @Override
    public List<String> aliases(Sha256 sha256) throws StoreException {
        return database.read("look up aliases", connection -> AliasTable.of(connection, sha256));
    }

    @Override
    public Optional<Blob> forget(Sha256 sha256) throws StoreException {
        return database.write("forget a package", connection -> writer.forget(connection, sha256));
    }

    @Override
    public Applied apply(List<IndexStep> steps) throws StoreException {
        return database.write("apply changes", connection -> writer.apply(connection, steps));
    }

    @Override
    public void eachBinding(Blob blob, Consumer<Binding> sink) throws StoreException {
        String sql = "SELECT " + Rows.BINDING_COLUMNS + BOUND + "WHERE l.blob = ?";
        database.read("show sources", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, blob.sequence());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        sink.accept(Rows.binding(row));
                    }
                }
                return blob;
            }
        });
    }

    @Override
    public void recordUses(Collection<Use> uses) throws StoreException {
        String sql = "UPDATE blob SET hits = hits + ?, last_used_at = GREATEST(last_used_at, ?) WHERE id = ?";
        database.write("record uses", connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (Use use : uses) {
                    update.setLong(1, use.hits());
                    update.setLong(2, use.lastUsedAt().toEpochMilli());
                    update.setLong(3, use.sequence());
                    update.addBatch();
                }
                return update.executeBatch().length;
            }
        });
    }

    @Override
    public List<Blob> list(BlobFilter filter, long upTo) throws StoreException {
        StringBuilder sql =
                new StringBuilder("SELECT " + Rows.BLOB_COLUMNS + " FROM blob b WHERE b.id > ? AND b.id <= ?");
        List<String> texts = new ArrayList<>();
        filter.type().ifPresent(type -> {
            sql.append(" AND b.package_type = ?");
            texts.add(type);
        });
        filter.host().ifPresent(host -> {
            sql.append(" AND EXISTS (SELECT 1 FROM locator l WHERE l.blob = b.id AND l.host = ?)");
            texts.add(host.toLowerCase(Locale.ROOT));
        });
        filter.text().ifPresent(text -> {
            sql.append(" AND (LOWER(b.name) LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM locator l"
                    + " WHERE l.blob = b.id AND LOWER(l.url) LIKE ? ESCAPE '!'))");
            texts.add(LikePattern.of(text));
            texts.add(LikePattern.of(text));
        });
        sql.append(" ORDER BY b.id LIMIT ?");
        return database.read("list packages", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
                int parameter = 1;
                select.setLong(parameter++, filter.after());
                select.setLong(parameter++, upTo);
                for (String text : texts) {
                    select.setString(parameter++, text);
                }
                select.setInt(parameter, filter.limit());
                return blobs(select);
            }
        });
    }

    @Override
    public List<Blob> named(String name, int limit) throws StoreException {
        String sql = "SELECT " + Rows.BLOB_COLUMNS + " FROM blob b WHERE b.id IN"
                + " (SELECT l.blob FROM locator l WHERE l.name_key = ? AND l.name = ?) ORDER BY b.id LIMIT ?";
        return database.read("list packages by name", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, Keys.ofName(name));
                select.setString(2, name);
                select.setInt(3, limit);
                return blobs(select);
            }
        });
    }

    @Override
    public List<RpmCandidate> rpmCandidates(String name, long length, int limit) throws StoreException {
        return database.read(
                "look up candidates", connection -> ProofTable.candidates(connection, name, length, limit));
    }

    @Override
    public boolean isExamined(Blob blob) throws StoreException {
        return database.read("look up a proof", connection -> ProofTable.isExamined(connection, blob));
    }

    @Override
    public void recordProof(Blob blob, Optional<RpmProof> proof) throws StoreException {
        database.write("record a proof", connection -> ProofTable.record(connection, blob, proof));
    }

    @Override
    public List<HostTotal> hosts(int limit) throws StoreException {
        String sql = "SELECT host, packages FROM host_total ORDER BY host LIMIT " + limit;
        return rows("list hosts", sql, row -> new HostTotal(row.getString(1), row.getLong(2)));
    }

    @Override
    public List<TypeTotal> totals() throws StoreException {
        String sql = "SELECT package_type, packages, length_bytes, allocated_bytes FROM total ORDER BY package_type";
        return rows(
                "read totals",
                sql,
                row -> new TypeTotal(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
    }

    @Override
    public long bindings() throws StoreException {
        return rows("count locators", "SELECT COUNT(*) FROM locator", row -> row.getLong(1))
                .get(0);
    }

    @Override
    public long lastSequence() throws StoreException {
        return rows("read the last sequence", "SELECT COALESCE(MAX(id), 0) FROM blob", row -> row.getLong(1))
                .get(0);
    }

    @Override
    public Optional<ScrubMark> scrubMark() throws StoreException {
        return database.read("read how far the scrub is", ScrubTable::read);
    }

    @Override
    public void saveScrubMark(ScrubMark mark) throws StoreException {
        database.write("record how far the scrub is", connection -> ScrubTable.save(connection, mark));
    }

    @Override
    public void sync() throws StoreException {
        database.read("sync the index", connection -> {
            try (PreparedStatement checkpoint = connection.prepareStatement("CHECKPOINT SYNC")) {
                return checkpoint.execute();
            }
        });
    }

    @Override
    public void learnLocators(BooleanSupplier stopping) throws StoreException {
        learnLocators(stopping, KnownLocators.PAGE);
    }

    void learnLocators(BooleanSupplier stopping, int pageRows) throws StoreException {
        known.learn(database, stopping, pageRows);
    }

    @Override
    public void close() {
        try {
            database.write("leave the filter of locators", known::save);
        } catch (StoreException e) {
            LOG.warn("the next start reads all locators again: {}", e.getMessage());
        }
        database.close();
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String doing, String sql, RowReader<T> reader) throws StoreException {
        return database.read(doing, connection -> rows(connection, sql, reader));
    }

    private static <T> List<T> rows(Connection connection, String sql, RowReader<T> reader) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            return rows(select, reader);
        }
    }

    private static <T> List<T> rows(PreparedStatement select, RowReader<T> reader) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }

    private static List<Binding> bindings(PreparedStatement select) throws SQLException {
        return rows(select, Rows::binding);
    }

    private static List<Blob> blobs(PreparedStatement select) throws SQLException {
        return rows(select, Rows::blob);
    }
}
