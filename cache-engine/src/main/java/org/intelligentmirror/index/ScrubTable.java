package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** The table of one row that says how far the scrub is. */
final class ScrubTable {
    private static final int ROW = 1;

    private ScrubTable() {}

    static Optional<ScrubMark> read(Connection connection) throws SQLException {
        String sql = "SELECT running, position, began_at, finished_at FROM scrub WHERE id = " + ROW;
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Instant beganAt = Instant.ofEpochMilli(row.getLong("began_at"));
            long finishedAt = row.getLong("finished_at");
            Optional<Instant> finished =
                    row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finishedAt));
            return Optional.of(new ScrubMark(row.getBoolean("running"), row.getLong("position"), beganAt, finished));
        }
    }

    static int save(Connection connection, ScrubMark mark) throws SQLException {
        String sql = "MERGE INTO scrub (id, running, position, began_at, finished_at) KEY (id) VALUES (" + ROW
                + ", ?, ?, ?, ?)";
        try (PreparedStatement merge = connection.prepareStatement(sql)) {
            merge.setBoolean(1, mark.running());
            merge.setLong(2, mark.position());
            merge.setLong(3, mark.beganAt().toEpochMilli());
            if (mark.finishedAt().isPresent()) {
                merge.setLong(4, mark.finishedAt().get().toEpochMilli());
            } else {
                merge.setNull(4, Types.BIGINT);
            }
            return merge.executeUpdate();
        }
    }
}
