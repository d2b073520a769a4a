package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void eachScriptRunsOnce() throws Exception {
        Migrations.apply(connection);
        long scripts = ask("SELECT COUNT(*) FROM schema_version");
        assertThat(scripts).isPositive();
        assertThat(ask("SELECT MAX(version) FROM schema_version")).isEqualTo(Migrations.VERSION);
        Migrations.apply(connection);
        assertThat(ask("SELECT COUNT(*) FROM schema_version")).isEqualTo(scripts);
    }

    @Test
    void aScriptBelowTheNewestRunsIfItHasNot() throws Exception {
        Migrations.apply(connection);
        run("DROP TABLE blob");
        run("DELETE FROM schema_version WHERE version = 1");
        Migrations.apply(connection);
        assertThat(ask("SELECT COUNT(*) FROM blob")).isZero();
    }

    @Test
    void aSchemaOfANewerServerIsRefused() throws Exception {
        Migrations.apply(connection);
        run("INSERT INTO schema_version VALUES (" + (Migrations.VERSION + 1) + ")");
        assertThatThrownBy(() -> Migrations.apply(connection))
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.TOO_NEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TABLE schema_version", "TABLE blob", "INDEX blob_by_digest", "TABLE pin"})
    void aDatabaseThatLostAPartIsDamaged(String part) throws Exception {
        Migrations.apply(connection);
        run("DROP " + part);
        assertThatThrownBy(() -> Migrations.apply(connection))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("lost")
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long ask(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
