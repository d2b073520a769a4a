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
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
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
            "V10__known_locators.sql",
            "V11__aliases_by_sha256.sql");

    private static final Pattern MADE = Pattern.compile("CREATE (?:TABLE|INDEX|UNIQUE INDEX) IF NOT EXISTS (\\w+)");

    /** The version of the schema this server knows. */
    static final int VERSION = number(SCRIPTS.get(SCRIPTS.size() - 1));

    private Migrations() {}

    /** Fails as for a missing table if the database lost a part of what earlier runs made: it is damaged. */
    static void apply(Connection connection) throws SQLException, StoreException {
        Set<String> there = objects(connection);
        if (!there.isEmpty() && !there.contains("SCHEMA_VERSION")) {
            throw lost("SCHEMA_VERSION");
        }
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
            if (applied.contains(number(script))) {
                check(script, there);
            } else {
                run(connection, script);
                record(connection, number(script));
            }
        }
    }

    /** Tables and indexes. H2 opens a damaged file without those whose definitions it cannot read. */
    private static Set<String> objects(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT table_name FROM information_schema.tables WHERE table_schema ="
                                + " 'PUBLIC' UNION SELECT index_name FROM information_schema.indexes"
                                + " WHERE table_schema = 'PUBLIC'")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private static void check(String script, Set<String> there) throws SQLException {
        Matcher made = MADE.matcher(read(script));
        while (made.find()) {
            String name = made.group(1).toUpperCase(Locale.ROOT);
            if (!there.contains(name)) {
                throw lost(name);
            }
        }
    }

    private static SQLException lost(String name) {
        return new SQLException("the database has lost " + name, "42S02", ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1);
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
