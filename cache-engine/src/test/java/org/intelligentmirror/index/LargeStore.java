package org.intelligentmirror.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.BlobWriter;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.SyncMark;

/**
 * Makes a store of very many packages, for measurements: its index is filled by the same tables the server uses, in
 * bulk. Only the first packages have files; to list, search or miss, none is needed.
 *
 * <pre>java … LargeStore DIRECTORY PACKAGES URLS_EACH FILES</pre>
 */
public final class LargeStore {
    /** Bytes of each package. */
    public static final int LENGTH = 4096;

    private static final int BATCH = 10_000;
    private static final byte[] MAGIC = "!<arch>\ndebian-binary   ".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final long captured = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    private final long packages;
    private final int urlsEach;

    private LargeStore(Connection connection, long packages, int urlsEach) {
        this.connection = connection;
        this.packages = packages;
        this.urlsEach = urlsEach;
    }

    /** Makes the store and says how long that took. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        long packages = Long.parseLong(args[1]);
        long began = System.nanoTime();
        make(directory, packages, Integer.parseInt(args[2]), Long.parseLong(args[3]));
        System.out.println(packages + " packages made in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
    }

    /** Makes a store in an empty directory. */
    public static void make(Path directory, long packages, int urlsEach, long files) throws Exception {
        Files.createDirectories(directory);
        H2PackageIndex.open(directory, 2).close();
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.toAbsolutePath().resolve("index/packages")
                + ";WRITE_DELAY=10000;CACHE_SIZE=524288");
        source.setUser("intelligentmirror");
        try (Connection connection = source.getConnection()) {
            LargeStore store = new LargeStore(connection, packages, urlsEach);
            store.fill();
        }
        try (H2PackageIndex index = H2PackageIndex.open(directory, 2)) {
            index.learnLocators(() -> false);
            // A scrub would find most files missing, and be what is measured.
            Instant now = Instant.now();
            index.saveScrubMark(new ScrubMark(false, 0, now, Optional.of(now)));
        }
        try (BlobStore store = BlobStore.open(directory, FsyncPolicy.OFF, FileOperations.real())) {
            for (long n = 1; n <= files; n++) {
                BlobWriter writer = store.newWriter();
                writer.write(ByteBuffer.wrap(body(n)));
                writer.commit(writer.finish());
            }
            store.writeSyncMark(new SyncMark(SyncMark.currentBootId(), packages, true, JournalPosition.START));
        }
    }

    /** The URL of the n-th package, from 1, on the m-th mirror, from 0. */
    public static String url(long n, int m) {
        return "http://mirror" + m + ".example/debian/pool/main/p/package-" + n + "/" + name(n);
    }

    private static String name(long n) {
        return "package-" + n + "_1.0-1_amd64.deb";
    }

    private static byte[] body(long n) {
        byte[] body = new byte[LENGTH];
        System.arraycopy(MAGIC, 0, body, 0, MAGIC.length);
        ByteBuffer.wrap(body).putLong(MAGIC.length, n);
        return body;
    }

    /** Indexes are built after the rows: ten times as fast. */
    private void fill() throws SQLException {
        run("DROP INDEX blob_by_digest");
        run("DROP INDEX locator_by_name");
        run("DROP INDEX locator_by_blob");
        run("ALTER TABLE locator DROP PRIMARY KEY");
        connection.setAutoCommit(false);
        blobs();
        locators();
        run("CREATE UNIQUE INDEX blob_by_digest ON blob (sha256)");
        run("ALTER TABLE locator ADD PRIMARY KEY (locator_key)");
        run("CREATE INDEX locator_by_name ON locator (name_key, captured_at)");
        run("CREATE INDEX locator_by_blob ON locator (blob, captured_at)");
        run("INSERT INTO total SELECT package_type, COUNT(*), SUM(length_bytes), SUM(allocated_bytes) FROM blob"
                + " GROUP BY package_type");
        run("INSERT INTO host_total SELECT host, COUNT(DISTINCT blob) FROM locator GROUP BY host");
        connection.commit();
        run("SHUTDOWN");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void blobs() throws SQLException {
        String sql = "INSERT INTO blob (sha256, package_type, name, length_bytes, allocated_bytes, committed_at,"
                + " last_used_at, hits) VALUES (?, 'deb', ?, " + LENGTH + ", " + LENGTH + ", ?, ?, 0)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (long n = 1; n <= packages; n++) {
                insert.setBytes(1, Sha256.newDigest().digest(body(n)));
                insert.setString(2, name(n));
                insert.setLong(3, captured + n);
                insert.setLong(4, captured + n);
                insert.addBatch();
                commitBatch(insert, n);
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private void locators() throws SQLException {
        String sql = "INSERT INTO locator (locator_key, url, host, name, name_key, blob, captured_at, evidence_rank,"
                + " content_type, last_modified, etag, accept_ranges, origin_date, initial_age) VALUES (?, ?, ?, ?,"
                + " ?, ?, ?, 4, 'application/x-debian-package', 'Tue, 03 Feb 2026 04:05:06 GMT', ?, 'bytes', ?, 0)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (long row = 0; row < packages * urlsEach; row++) {
                long n = row / urlsEach + 1;
                int mirror = (int) (row % urlsEach);
                String url = url(n, mirror);
                insert.setBytes(1, Keys.ofUrl(url));
                insert.setString(2, url);
                insert.setString(3, "mirror" + mirror + ".example");
                insert.setString(4, name(n));
                insert.setLong(5, Keys.ofName(name(n)));
                insert.setLong(6, n);
                insert.setLong(7, captured + n);
                insert.setString(8, "\"" + Long.toHexString(n) + "-" + mirror + "\"");
                insert.setLong(9, captured + n);
                insert.addBatch();
                commitBatch(insert, row);
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private void commitBatch(PreparedStatement insert, long row) throws SQLException {
        if (row % BATCH == 0) {
            insert.executeBatch();
            connection.commit();
        }
    }
}
