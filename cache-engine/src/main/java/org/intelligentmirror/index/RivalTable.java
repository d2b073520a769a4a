package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.index.CatalogIndex.RivalRow;

/** The table of generations that may be more recent than those recorded for top indexes. */
final class RivalTable {
    private RivalTable() {}

    static List<RivalRow> all(Connection connection) throws SQLException {
        String sql = "SELECT t.url, r.generation, r.own FROM catalog_rival r JOIN catalog_top t ON t.id = r.top";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            List<RivalRow> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new RivalRow(row.getString(1), row.getLong(2), row.getBoolean(3)));
            }
            return rows;
        }
    }

    /** Replaces the rivals of one top index. */
    static int save(Connection connection, String url, List<RivalRow> rivals) throws SQLException {
        drop(connection, url);
        int added = 0;
        for (RivalRow rival : rivals) {
            added += H2CatalogIndex.update(
                    connection,
                    "INSERT INTO catalog_rival (top, generation, own) SELECT id, CAST(? AS BIGINT), CAST(? AS BOOLEAN)"
                            + " FROM catalog_top WHERE url_key = ?",
                    rival.generation(),
                    rival.own(),
                    Keys.ofUrl(url));
        }
        return added;
    }

    static int drop(Connection connection, String url) throws SQLException {
        return H2CatalogIndex.update(
                connection,
                "DELETE FROM catalog_rival WHERE top IN (SELECT id FROM catalog_top WHERE url_key = ?)",
                (Object) Keys.ofUrl(url));
    }
}
