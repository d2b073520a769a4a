package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.h2.jdbcx.JdbcDataSource;
import org.intelligentmirror.index.CatalogIndex.ListedRow;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.index.CatalogIndex.TopRow;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database says of every statement the server sends it: none that packages wait for reads a whole table. */
class QueryPlanTest {
    private static final int PACKAGES = 2_000;

    /** Tables of a few rows whatever is stored, and those read whole on purpose, when the server starts or sweeps. */
    private static final Set<String> SMALL = Set.of(
            "TOTAL",
            "HOST_TOTAL",
            "SCRUB",
            "SCHEMA_VERSION",
            "CATALOG_TOP",
            "CATALOG_GENERATION",
            "CATALOG_LISTING",
            "DUAL");

    @TempDir
    Path directory;

    private H2PackageIndex index;
    private Connection observer;

    @BeforeEach
    void open() throws Exception {
        LargeStore.make(directory, PACKAGES, 3, 0);
        index = H2PackageIndex.open(directory, 4);
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("index/packages"));
        source.setUser("intelligentmirror");
        observer = source.getConnection();
        try (Statement statement = observer.createStatement()) {
            statement.execute("SET QUERY_STATISTICS TRUE");
            statement.execute("SET QUERY_STATISTICS_MAX_ENTRIES 1000");
        }
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        index.close();
    }

    @Test
    void lookUpsGoByAnIndex() throws Exception {
        Locator known = LocatorParser.parse(LargeStore.url(7, 1)).orElseThrow();
        Binding binding = index.binding(known).orElseThrow();
        assertThat(index.blob(binding.blob().sha256())).isPresent();
        assertThat(index.latestNamed("deb", binding.name())).isPresent();
        assertThat(index.bindingsOf(binding.blob(), 100)).hasSize(3);
        assertThat(index.named(binding.name(), 10)).hasSize(1);
        assertThat(index.rpmCandidates(binding.name(), LargeStore.LENGTH, 4)).hasSize(1);
        assertThat(index.isExamined(binding.blob())).isFalse();
        assertPlans(6);
    }

    @Test
    void changesGoByAnIndex() throws Exception {
        Locator known = LocatorParser.parse(LargeStore.url(7, 1)).orElseThrow();
        Binding binding = index.binding(known).orElseThrow();
        Blob blob = binding.blob();
        index.recordProof(blob, Optional.empty());
        index.recordUses(List.of(new PackageIndex.Use(blob.sequence(), 1, Instant.EPOCH)));
        index.identify(blob.sha256(), "0".repeat(128));
        assertThat(index.aliases(blob.sha256())).hasSize(1);
        index.saveScrubMark(new ScrubMark(true, 1, Instant.EPOCH, Optional.empty()));
        index.forget(blob.sha256());
        assertThat(index.aliases(blob.sha256())).isEmpty();
        assertPlans(8);
    }

    @Test
    void pagesAndFiguresGoByAnIndex() throws Exception {
        Optional<String> none = Optional.empty();
        for (BlobFilter filter : List.of(
                new BlobFilter(none, none, none, 0, 10),
                new BlobFilter(none, Optional.of("deb"), none, 10, 10),
                new BlobFilter(none, none, Optional.of("mirror1.example"), 10, 10),
                new BlobFilter(Optional.of("package-77"), none, none, 10, 10))) {
            assertThat(index.list(filter)).hasSize(10);
        }
        assertThat(index.hosts(10)).hasSize(3);
        index.totals();
        index.bindings();
        index.lastSequence();
        index.scrubMark();
        assertPlans(6);
    }

    @Test
    void catalogGoesByAnIndex() throws Exception {
        CatalogIndex catalog = index.catalog();
        Sha256 digest = Sha256.of(new byte[32]);
        String sha512 = "0".repeat(128);
        for (int n = 0; n < 3; n++) {
            long listing = catalog.beginListing(digest(n), "deb");
            List<NewEntry> entries = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                entries.add(new NewEntry(PathKey.of("p" + i), 1, Optional.of(digest), Optional.empty()));
            }
            catalog.addEntries(listing, entries);
            catalog.publish(listing, 1000);
            long generation = catalog.addGeneration(
                    digest(n),
                    "release",
                    List.of(new ListedRow(Optional.of("deb"), Optional.of(digest(n)), Optional.empty())));
            String top = "http://a.example/" + n + "/Release";
            catalog.saveTop(
                    new TopRow(
                            top,
                            generation,
                            Optional.empty(),
                            Optional.empty(),
                            OptionalLong.empty(),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Optional.empty()),
                    Instant.EPOCH);
            catalog.addSeen("http://a.example/", listing);
            catalog.seen("http://a.example/", listing);
            catalog.entries(List.of(listing), PathKey.of("p7"), 4);
            catalog.publishedOf(generation);
            catalog.unpublishedOf(generation);
            catalog.listed(generation, digest(n), Optional.of(sha512));
            catalog.formerGenerations(top);
        }
        catalog.generation(digest, "release");
        catalog.listing(digest, "deb");
        catalog.addAlias(sha512, digest);
        catalog.alias(sha512);
        assertPlans(15);
    }

    @Test
    void aScanWouldBeSeen() throws Exception {
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery("SELECT url FROM locator WHERE host = 'x'")) {
            assertThat(row.next()).isFalse();
        }
        assertThat(scans(statements())).hasSize(1);
    }

    private static Sha256 digest(int n) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) n;
        return Sha256.of(bytes);
    }

    private void assertPlans(int atLeast) throws SQLException {
        Set<String> statements = statements();
        assertThat(statements).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(scans(statements)).isEmpty();
    }

    private List<String> scans(Set<String> statements) throws SQLException {
        List<String> scans = new ArrayList<>();
        for (String sql : statements) {
            plan(sql)
                    .lines()
                    .filter(line -> line.contains(".tableScan"))
                    .filter(line -> SMALL.stream().noneMatch(table -> line.contains("." + table + ".tableScan")))
                    .forEach(line -> scans.add(sql + "\n-> " + line.trim()));
        }
        return scans;
    }

    private Set<String> statements() throws SQLException {
        Set<String> statements = new TreeSet<>();
        try (Statement statement = observer.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT SQL_STATEMENT FROM INFORMATION_SCHEMA.QUERY_STATISTICS")) {
            while (row.next()) {
                String sql = row.getString(1).trim();
                if (sql.matches("(?is)(SELECT|UPDATE|DELETE|MERGE|INSERT).*") && !sql.contains("INFORMATION_SCHEMA")) {
                    statements.add(sql);
                }
            }
        }
        return statements;
    }

    private String plan(String sql) throws SQLException {
        try (PreparedStatement explain = observer.prepareStatement("EXPLAIN " + sql)) {
            ParameterMetaData parameters = explain.getParameterMetaData();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
                explain.setNull(i, Types.NULL);
            }
            try (ResultSet row = explain.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
