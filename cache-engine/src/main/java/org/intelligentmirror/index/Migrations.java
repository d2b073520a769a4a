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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.intelligentmirror.store.StoreException;

/**
 * Brings the schema to the version this server knows, one numbered script after the other. Each script that has run is
 * recorded, so that numbers may have gaps and a script may fill one later; no script may need one with a higher number.
 *
 * <p>H2 commits before and after each statement that changes the schema, so a script cannot be rolled back. Instead
 * each statement may run twice ({@code IF NOT EXISTS}) and the version is recorded last: a crash in the middle is made
 * good by running the script again.
 */
final class Migrations {
    private static final List<String> SCRIPTS = List.of(
            "V1__packages_and_locators.sql",
            "V2__catalog.sql",
            "V3__confirmation.sql",
            "V4__retention.sql",
            "V6__scrub.sql",
            "V8__unread_tops.sql",
            "V9__rivals.sql",
            "V10__known_locators.sql");

    /** The version of the schema this server knows. */
    static final int VERSION = number(SCRIPTS.get(SCRIPTS.size() - 1));

    private Migrations() {}

    static void apply(Connection connection) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
        }
        Set<Integer> applied = versions(connection);
        int found = applied.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (found > VERSION) {
            throw new StoreException(
                    StoreException.Kind.TOO_NEW,
                    "the index was written by a newer server (schema " + found + ", this one knows " + VERSION + ")");
        }
        for (String script : SCRIPTS) {
            if (!applied.contains(number(script))) {
                run(connection, script);
                record(connection, number(script));
            }
        }
    }

    private static Set<Integer> versions(Connection connection) throws SQLException {
        Set<Integer> versions = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
            while (row.next()) {
                versions.add(row.getInt(1));
            }
        }
        return versions;
    }

    private static void record(Connection connection, int version) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO schema_version VALUES (?)")) {
            insert.setInt(1, version);
            insert.executeUpdate();
        }
    }

    /** The number in a script's name, {@code V<number>__<words>.sql}. */
    private static int number(String script) {
        return Integer.parseInt(script.substring(1, script.indexOf("__")));
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
