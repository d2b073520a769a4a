package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.index.CatalogIndex.TopRow;
import org.intelligentmirror.index.CatalogIndex.UnreadRow;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/** The table of top indexes. Validators longer than their columns are left out: they would never be compared whole. */
final class TopTable {
    private static final int MAX_ETAG = 512;
    private static final int MAX_LAST_MODIFIED = 64;

    private static final String COLUMNS =
            "url, generation, etag, last_modified, length_bytes, since, confirmed_at, touched_at,"
                    + " stale,"
                    + " unread_since, unread_passed, unread_tries, unread_tried_at, unread_etag, unread_last_modified,"
                    + " unread_length, unread_digest";
    private static final String FORMER = "MERGE INTO catalog_former (top, generation, replaced_at)"
            + " KEY (top, generation) SELECT id, generation, CAST(? AS BIGINT) FROM catalog_top"
            + " WHERE url_key = ? AND generation <> ? AND generation <> 0";
    private static final String SAVE = "MERGE INTO catalog_top (url_key, " + COLUMNS
            + ") KEY (url_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private TopTable() {}

    static List<TopRow> all(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM catalog_top");
                ResultSet row = select.executeQuery()) {
            List<TopRow> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new TopRow(
                        row.getString("url"),
                        row.getLong("generation"),
                        Optional.ofNullable(row.getString("etag")),
                        Optional.ofNullable(row.getString("last_modified")),
                        number(row, "length_bytes"),
                        Instant.ofEpochMilli(row.getLong("since")),
                        Instant.ofEpochMilli(row.getLong("confirmed_at")),
                        Instant.ofEpochMilli(row.getLong("touched_at")),
                        row.getBoolean("stale") ? Optional.of(unread(row)) : Optional.empty()));
            }
            return rows;
        }
    }

    private static UnreadRow unread(ResultSet row) throws SQLException {
        long since = row.getLong("unread_since");
        if (row.wasNull()) {
            Instant touched = Instant.ofEpochMilli(row.getLong("touched_at"));
            return new UnreadRow(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    touched,
                    false,
                    0,
                    touched);
        }
        return new UnreadRow(
                Optional.ofNullable(row.getString("unread_etag")),
                Optional.ofNullable(row.getString("unread_last_modified")),
                number(row, "unread_length"),
                Optional.ofNullable(row.getBytes("unread_digest")).map(Sha256::of),
                Instant.ofEpochMilli(since),
                row.getBoolean("unread_passed"),
                row.getInt("unread_tries"),
                Instant.ofEpochMilli(row.getLong("unread_tried_at")));
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? (Long) number.getAsLong() : null;
    }

    /** Writes a top index; the generation it had becomes a former one. */
    static int save(Connection connection, TopRow top, Instant now) throws SQLException {
        byte[] key = Keys.ofUrl(top.url());
        H2CatalogIndex.update(connection, FORMER, now.toEpochMilli(), key, top.generation());
        Optional<UnreadRow> unread = top.unread();
        return H2CatalogIndex.update(
                connection,
                SAVE,
                key,
                top.url(),
                top.generation(),
                within(top.etag(), MAX_ETAG),
                within(top.lastModified(), MAX_LAST_MODIFIED),
                number(top.length()),
                top.since().toEpochMilli(),
                top.confirmedAt().toEpochMilli(),
                top.touchedAt().toEpochMilli(),
                unread.isPresent(),
                unread.map(its -> its.since().toEpochMilli()).orElse(null),
                unread.map(UnreadRow::passed).orElse(null),
                unread.map(UnreadRow::tries).orElse(null),
                unread.map(its -> its.triedAt().toEpochMilli()).orElse(null),
                within(unread.flatMap(UnreadRow::etag), MAX_ETAG),
                within(unread.flatMap(UnreadRow::lastModified), MAX_LAST_MODIFIED),
                unread.map(its -> number(its.length())).orElse(null),
                unread.flatMap(UnreadRow::digest).map(Sha256::toBytes).orElse(null));
    }

    private static @Nullable String within(Optional<String> text, int length) {
        return text.filter(its -> its.length() <= length).orElse(null);
    }

    static int drop(Connection connection, String url) throws SQLException {
        byte[] key = Keys.ofUrl(url);
        String formers = "DELETE FROM catalog_former WHERE top IN (SELECT id FROM catalog_top WHERE url_key = ?)";
        H2CatalogIndex.update(connection, formers, key);
        RivalTable.drop(connection, url);
        return H2CatalogIndex.update(connection, "DELETE FROM catalog_top WHERE url_key = ?", key);
    }
}
