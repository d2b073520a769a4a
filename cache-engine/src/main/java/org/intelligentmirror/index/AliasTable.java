package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/** SHA-512 digests of bytes whose SHA-256 is known, of packages and of listed index files alike. */
final class AliasTable {
    private static final String LISTED = "UPDATE catalog_listed SET sha256 = ? WHERE sha512 = ? AND sha256 IS NULL";
    private static final String ADD = "MERGE INTO catalog_alias (sha512, sha256) KEY (sha512) VALUES (?, ?)";
    private static final String FIND = "SELECT sha256 FROM catalog_alias WHERE sha512 = ?";
    private static final String OF = "SELECT sha512 FROM catalog_alias WHERE sha256 = ?";
    private static final String FORGET = "DELETE FROM catalog_alias WHERE sha256 = ? AND NOT EXISTS"
            + " (SELECT 1 FROM catalog_listed f WHERE f.sha256 = ?)";

    private AliasTable() {}

    static int add(Connection connection, String sha512, Sha256 sha256) throws SQLException {
        byte[] alias = HexFormat.of().parseHex(sha512);
        H2CatalogIndex.update(connection, LISTED, sha256.toBytes(), alias);
        return H2CatalogIndex.update(connection, ADD, alias, sha256.toBytes());
    }

    static Optional<Sha256> find(Connection connection, String sha512) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setBytes(1, HexFormat.of().parseHex(sha512));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Sha256.of(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    static List<String> of(Connection connection, Sha256 sha256) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF)) {
            select.setBytes(1, sha256.toBytes());
            try (ResultSet row = select.executeQuery()) {
                List<String> aliases = new ArrayList<>();
                while (row.next()) {
                    aliases.add(HexFormat.of().formatHex(row.getBytes(1)));
                }
                return aliases;
            }
        }
    }

    /** An index file's stays while a top index lists it: it leads to a list of packages, stored or not. */
    static int forget(Connection connection, Sha256 sha256) throws SQLException {
        return H2CatalogIndex.update(connection, FORGET, sha256.toBytes(), sha256.toBytes());
    }
}
