package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/** Changes to the set of packages. Runs inside a transaction that others wait for. */
final class CaptureWriter {
    private static final String INSERT_BLOB = "INSERT INTO blob (sha256, package_type, name, length_bytes,"
            + " allocated_bytes, committed_at, last_used_at, hits) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String BIND = "MERGE INTO locator (locator_key, url, host, name, name_key, blob, captured_at,"
            + " evidence_rank, content_type, last_modified, etag, accept_ranges, origin_date, initial_age)"
            + " KEY (locator_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UNBIND = "DELETE FROM locator WHERE locator_key = ?";
    private static final String ADD_TOTAL = "MERGE INTO total t USING (VALUES (CAST(? AS VARCHAR(16)),"
            + " CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))) v (package_type, packages, len, alloc)"
            + " ON t.package_type = v.package_type"
            + " WHEN MATCHED THEN UPDATE SET packages = t.packages + v.packages,"
            + " length_bytes = t.length_bytes + v.len, allocated_bytes = t.allocated_bytes + v.alloc"
            + " WHEN NOT MATCHED THEN INSERT (package_type, packages, length_bytes, allocated_bytes)"
            + " VALUES (v.package_type, v.packages, v.len, v.alloc)";

    private final KnownLocators known;

    CaptureWriter(KnownLocators known) {
        this.known = known;
    }

    PackageIndex.Recorded record(Connection connection, NewCapture capture) throws SQLException {
        Optional<Blob> known = find(connection, capture.sha256());
        long sequence = known.isPresent() ? known.get().sequence() : insert(connection, capture.blob());
        bind(connection, capture.binding(), sequence);
        return new PackageIndex.Recorded(sequence, known.isEmpty());
    }

    PackageIndex.Applied apply(Connection connection, List<IndexStep> steps) throws SQLException {
        List<NewBlob> added = new ArrayList<>();
        List<Blob> forgotten = new ArrayList<>();
        for (IndexStep step : steps) {
            if (step instanceof IndexStep.Add add) {
                if (find(connection, add.blob().sha256()).isEmpty()) {
                    insert(connection, add.blob());
                    added.add(add.blob());
                }
            } else if (step instanceof IndexStep.Bind bind) {
                Optional<Blob> known = find(connection, bind.binding().sha256());
                if (known.isPresent()) {
                    bind(connection, bind.binding(), known.get().sequence());
                } else {
                    unbind(connection, bind.binding().locator().url());
                }
            } else if (step instanceof IndexStep.Unbind unbind) {
                unbind(connection, unbind.url());
            } else if (step instanceof IndexStep.Identify identify) {
                if (find(connection, identify.sha256()).isPresent()) {
                    AliasTable.add(connection, identify.sha512(), identify.sha256());
                }
            } else if (step instanceof IndexStep.Forget forget) {
                forget(connection, forget.sha256()).ifPresent(forgotten::add);
            }
        }
        return new PackageIndex.Applied(added, forgotten);
    }

    Optional<Blob> forget(Connection connection, Sha256 sha256) throws SQLException {
        Optional<Blob> known = find(connection, sha256);
        if (known.isPresent()) {
            Blob blob = known.get();
            HostTotals.forget(connection, blob.sequence());
            deleteBy(connection, "DELETE FROM locator WHERE blob = ?", blob.sequence());
            deleteBy(connection, "DELETE FROM rpm_proof WHERE blob = ?", blob.sequence());
            deleteBy(connection, "DELETE FROM blob WHERE id = ?", blob.sequence());
            AliasTable.forget(connection, sha256);
            addTotal(connection, blob.type(), -1, -blob.length(), -blob.allocatedBytes());
        }
        return known;
    }

    static Optional<Blob> find(Connection connection, Sha256 sha256) throws SQLException {
        String sql = "SELECT " + Rows.BLOB_COLUMNS + " FROM blob b WHERE b.sha256 = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, sha256.toBytes());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Rows.blob(row)) : Optional.empty();
            }
        }
    }

    static long insert(Connection connection, NewBlob blob) throws SQLException {
        long sequence;
        try (PreparedStatement insert = connection.prepareStatement(INSERT_BLOB, Statement.RETURN_GENERATED_KEYS)) {
            insert.setBytes(1, blob.sha256().toBytes());
            insert.setString(2, blob.type());
            insert.setString(3, blob.name());
            insert.setLong(4, blob.length());
            insert.setLong(5, blob.allocatedBytes());
            insert.setLong(6, blob.committedAt().toEpochMilli());
            insert.setLong(7, blob.lastUsedAt().toEpochMilli());
            insert.setLong(8, blob.hits());
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                sequence = key.getLong(1);
            }
        }
        addTotal(connection, blob.type(), 1, blob.length(), blob.allocatedBytes());
        return sequence;
    }

    private void bind(Connection connection, NewBinding binding, long sequence) throws SQLException {
        String url = binding.locator().url();
        String name = binding.locator().decodedFileName();
        ReplyHeaders headers = binding.headers();
        byte[] key = Keys.ofUrl(url);
        known.binding(connection, key);
        try (PreparedStatement bind = connection.prepareStatement(BIND)) {
            bind.setBytes(1, key);
            bind.setString(2, url);
            bind.setString(3, binding.locator().host());
            bind.setString(4, name);
            bind.setLong(5, Keys.ofName(name));
            bind.setLong(6, sequence);
            bind.setLong(7, binding.capturedAt().toEpochMilli());
            bind.setInt(8, binding.evidenceRank());
            setText(bind, 9, headers.contentType().orElse(null));
            setText(bind, 10, headers.lastModified().orElse(null));
            setText(bind, 11, headers.etag().orElse(null));
            setText(bind, 12, headers.acceptRanges().orElse(null));
            bind.setLong(13, headers.date().toEpochMilli());
            bind.setLong(14, headers.initialAge());
            String host = binding.locator().host();
            HostTotals.bind(connection, key, host, sequence, bind::executeUpdate);
        }
    }

    private static void unbind(Connection connection, String url) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(UNBIND)) {
            delete.setBytes(1, Keys.ofUrl(url));
            HostTotals.unbind(connection, Keys.ofUrl(url), delete::executeUpdate);
        }
    }

    private static void setText(PreparedStatement statement, int parameter, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(parameter, Types.VARCHAR);
        } else {
            statement.setString(parameter, text);
        }
    }

    private static void addTotal(Connection connection, String type, int packages, long bytes, long allocated)
            throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD_TOTAL)) {
            add.setString(1, type);
            add.setLong(2, packages);
            add.setLong(3, bytes);
            add.setLong(4, allocated);
            add.executeUpdate();
        }
    }

    private static void deleteBy(Connection connection, String sql, long sequence) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, sequence);
            delete.executeUpdate();
        }
    }
}
