package org.intelligentmirror.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.intelligentmirror.store.StoreException;

/**
 * Brings the schema to the version this server knows, one numbered script after the other.
 *
 * <p>H2 commits before and after each statement that changes the schema, so a script cannot be rolled back. Instead
 * each statement may run twice ({@code IF NOT EXISTS}) and the version is recorded last: a crash in the middle is made
 * good by running the script again.
 */
final class Migrations {
    private static final List<String> SCRIPTS = List.of("V1__packages_and_locators.sql", "V2__catalog.sql");

    /** The version of the schema this server knows. */
    static final int VERSION = SCRIPTS.size();

    private Migrations() {}

    static void apply(Connection connection) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
        }
        int found = version(connection);
        if (found > VERSION) {
            throw new StoreException(
                    StoreException.Kind.TOO_NEW,
                    "the index was written by a newer server (schema " + found + ", this one knows " + VERSION + ")");
        }
        for (int next = found + 1; next <= VERSION; next++) {
            run(connection, SCRIPTS.get(next - 1));
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO schema_version VALUES (?)")) {
                insert.setInt(1, next);
                insert.executeUpdate();
            }
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void run(Connection connection, String script) throws SQLException {
        for (String sql : read(script).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static String read(String script) {
        try (InputStream in = Migrations.class.getResourceAsStream("migrations/" + script)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
