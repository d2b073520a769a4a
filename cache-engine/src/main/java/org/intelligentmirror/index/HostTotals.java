package org.intelligentmirror.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How many packages are bound to each host, kept with every change. Runs inside the transaction of the change. */
final class HostTotals {
    private HostTotals() {}

    /** Binds a locator by {@code change}, and counts what that does to its host. */
    static void bind(Connection connection, byte[] locatorKey, String host, long blob, Change change)
            throws SQLException {
        Optional<Long> before = first(connection, "SELECT blob FROM locator WHERE locator_key = ?", locatorKey);
        boolean had = isBound(connection, blob, host);
        change.run();
        if (!had) {
            add(connection, host, 1);
        }
        if (before.isPresent() && before.get() != blob && !isBound(connection, before.get(), host)) {
            add(connection, host, -1);
        }
    }

    /** Takes a locator away by {@code change}, and counts what that does to its host. */
    static void unbind(Connection connection, byte[] locatorKey, Change change) throws SQLException {
        long blob;
        String host;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT blob, host FROM locator WHERE locator_key = ?")) {
            select.setBytes(1, locatorKey);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                blob = row.getLong(1);
                host = row.getString(2);
            }
        }
        change.run();
        if (!isBound(connection, blob, host)) {
            add(connection, host, -1);
        }
    }

    /** The statement that changes the locator. */
    @FunctionalInterface
    interface Change {
        void run() throws SQLException;
    }

    /** Counts a package off that is about to be forgotten. */
    static void forget(Connection connection, long blob) throws SQLException {
        List<String> hosts = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT DISTINCT host FROM locator WHERE blob = ?")) {
            select.setLong(1, blob);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hosts.add(row.getString(1));
                }
            }
        }
        for (String host : hosts) {
            add(connection, host, -1);
        }
    }

    private static boolean isBound(Connection connection, long blob, String host) throws SQLException {
        return first(connection, "SELECT blob FROM locator WHERE blob = ? AND host = ? LIMIT 1", blob, host)
                .isPresent();
    }

    private static void add(Connection connection, String host, int packages) throws SQLException {
        int changed = H2CatalogIndex.update(
                connection, "UPDATE host_total SET packages = packages + ? WHERE host = ?", packages, host);
        if (changed == 0) {
            H2CatalogIndex.update(connection, "INSERT INTO host_total (host, packages) VALUES (?, ?)", host, packages);
        } else if (packages < 0) {
            H2CatalogIndex.update(connection, "DELETE FROM host_total WHERE host = ? AND packages <= 0", host);
        }
    }

    private static Optional<Long> first(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }
}
