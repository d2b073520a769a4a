package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.rpm.RpmProof;
import org.intelligentmirror.store.Sha256;

/** The table of what was found out about stored RPM packages. */
final class ProofTable {
    /** Bindings of one name looked at, newest first: whoever publishes one name at many URLs makes no look-up long. */
    static final int MAX_BINDINGS = 256;

    /** Ordered by the whole of an index, which is read backwards and no further than the limit. */
    private static final String CANDIDATES = "SELECT " + Rows.BLOB_COLUMNS
            + ", p.signature_end, p.header_digest, p.payload_digest FROM blob b LEFT JOIN rpm_proof p ON p.blob = b.id"
            + " WHERE b.length_bytes = ? AND (p.blob IS NULL OR p.signature_end IS NOT NULL) AND b.id IN"
            + " (SELECT l.blob FROM locator l WHERE l.name_key = ? AND l.name = ?"
            + " ORDER BY l.name_key DESC, l.captured_at DESC LIMIT " + MAX_BINDINGS + ") ORDER BY b.id DESC LIMIT ?";

    private static final String RECORD = "INSERT INTO rpm_proof (blob, signature_end, header_digest, payload_digest)"
            + " SELECT b.id, CAST(? AS INTEGER), CAST(? AS BINARY(32)), CAST(? AS BINARY(32)) FROM blob b"
            + " WHERE b.id = ? AND NOT EXISTS (SELECT 1 FROM rpm_proof p WHERE p.blob = b.id)";

    private ProofTable() {}

    static List<RpmCandidate> candidates(Connection connection, String name, long length, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CANDIDATES)) {
            select.setLong(1, length);
            select.setLong(2, Keys.ofName(name));
            select.setString(3, name);
            select.setInt(4, limit);
            List<RpmCandidate> candidates = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    candidates.add(new RpmCandidate(Rows.blob(row), proof(row)));
                }
            }
            return candidates;
        }
    }

    private static Optional<RpmProof> proof(ResultSet row) throws SQLException {
        int signatureEnd = row.getInt("signature_end");
        if (row.wasNull()) {
            return Optional.empty();
        }
        return Optional.of(new RpmProof(
                signatureEnd,
                Sha256.of(row.getBytes("header_digest")),
                Sha256.of(row.getBytes("payload_digest")),
                row.getLong("length_bytes")));
    }

    static boolean isExamined(Connection connection, Blob blob) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM rpm_proof WHERE blob = ?")) {
            select.setLong(1, blob.sequence());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Inserts nothing for a package that was forgotten meanwhile. */
    static int record(Connection connection, Blob blob, Optional<RpmProof> proof) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(RECORD)) {
            if (proof.isPresent()) {
                insert.setInt(1, proof.get().signatureEnd());
                insert.setBytes(2, proof.get().headerDigest().toBytes());
                insert.setBytes(3, proof.get().payloadDigest().toBytes());
            } else {
                insert.setNull(1, Types.INTEGER);
                insert.setNull(2, Types.BINARY);
                insert.setNull(3, Types.BINARY);
            }
            insert.setLong(4, blob.sequence());
            return insert.executeUpdate();
        }
    }
}
