package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.intelligentmirror.index.CatalogIndex.DisagreementRow;

/** The table of roots that sent other bytes than an index vouched for. */
final class DisagreementTable {
    private DisagreementTable() {}

    static List<DisagreementRow> all(Connection connection) throws SQLException {
        String sql = "SELECT root, total, recent, distrusted_until FROM catalog_disagreement";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            List<DisagreementRow> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new DisagreementRow(
                        row.getString(1),
                        row.getLong(2),
                        Arrays.stream(row.getString(3).split(",", -1))
                                .map(each -> Instant.ofEpochMilli(Long.parseLong(each)))
                                .toList(),
                        Instant.ofEpochMilli(row.getLong(4))));
            }
            return rows;
        }
    }

    static int save(Connection connection, DisagreementRow row) throws SQLException {
        String recent = row.recent().stream()
                .map(each -> Long.toString(each.toEpochMilli()))
                .collect(Collectors.joining(","));
        return H2CatalogIndex.update(
                connection,
                "MERGE INTO catalog_disagreement (root_key, root, total, recent, distrusted_until) KEY (root_key)"
                        + " VALUES (?, ?, ?, ?, ?)",
                Keys.ofUrl(row.root()),
                row.root(),
                row.total(),
                recent,
                row.distrustedUntil().toEpochMilli());
    }

    static int drop(Connection connection, String root) throws SQLException {
        return H2CatalogIndex.update(
                connection, "DELETE FROM catalog_disagreement WHERE root_key = ?", (Object) Keys.ofUrl(root));
    }
}
