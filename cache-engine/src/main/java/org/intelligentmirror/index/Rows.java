package org.intelligentmirror.index;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/** Rows as records. The column lists stand here with those who read them. */
final class Rows {
    static final String BLOB_COLUMNS = "b.id, b.sha256, b.package_type, b.name, b.length_bytes, b.allocated_bytes,"
            + " b.committed_at, b.last_used_at, b.hits";
    static final String BINDING_COLUMNS = BLOB_COLUMNS
            + ", l.url, l.host, l.name AS locator_name, l.captured_at, l.evidence_rank, l.content_type,"
            + " l.last_modified, l.etag, l.accept_ranges, l.origin_date, l.initial_age";

    private Rows() {}

    static Blob blob(ResultSet row) throws SQLException {
        return new Blob(
                row.getLong("id"),
                Sha256.of(row.getBytes("sha256")),
                row.getString("package_type"),
                row.getString("name"),
                row.getLong("length_bytes"),
                row.getLong("allocated_bytes"),
                instant(row, "committed_at"),
                instant(row, "last_used_at"),
                row.getLong("hits"));
    }

    static Binding binding(ResultSet row) throws SQLException {
        ReplyHeaders headers = new ReplyHeaders(
                text(row, "content_type"),
                text(row, "last_modified"),
                text(row, "etag"),
                text(row, "accept_ranges"),
                instant(row, "origin_date"),
                row.getLong("initial_age"));
        return new Binding(
                blob(row),
                row.getString("url"),
                row.getString("host"),
                row.getString("locator_name"),
                instant(row, "captured_at"),
                row.getInt("evidence_rank"),
                headers);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
