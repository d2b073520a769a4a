package org.intelligentmirror.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.intelligentmirror.config.ConfigProblem;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class StoreCommandTest {
    private static final byte[] DEB = "!<arch>\ndebian-binary   and more".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private record Run(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private Run run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ConfigResult reading = new ConfigResult.Invalid(List.of(new ConfigProblem("icap.listen", "no port")));
        Surroundings around =
                new Surroundings(Map.of(), folder.resolve("none.toml"), file -> reading, question -> Optional.empty());
        int status = Imctl.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                around);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A store whose one blob nothing else tells of. */
    private Path store() throws IOException {
        Path store = folder.resolve("store");
        String hex = Sha256.of(Sha256.newDigest().digest(DEB)).toString();
        Path leaf = store.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4));
        Files.createDirectories(leaf);
        Files.write(leaf.resolve(hex), DEB);
        return store;
    }

    @Test
    void rebuildTakesInWhatIsOnDisk() throws Exception {
        String store = store().toString();
        Run first = run("store", "rebuild", "--store", store, "--json");
        assertThat(first.status()).isZero();
        assertThat(first.json().path("packages").asInt()).isEqualTo(1);
        assertThat(first.json().path("adopted").asInt()).isEqualTo(1);
        assertThat(first.json().path("quarantined").asInt()).isZero();
        Run second = run("store", "rebuild", "--store", store);
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("Packages").contains("0 that no record of the journal names");
    }

    @Test
    void verifyNamesWhatIsDamagedAndRemovesNothing() throws Exception {
        Path store = store();
        assertThat(run("store", "verify", "--store", store.toString()).status()).isZero();
        Path blob;
        try (Stream<Path> all = Files.walk(store.resolve("blobs"))) {
            blob = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] flipped = DEB.clone();
        flipped[DEB.length - 1] ^= 1;
        Files.write(blob, flipped);
        Path stray = Files.writeString(blob.resolveSibling("stray"), "x");
        Run damaged = run("store", "verify", "--store", store.toString());
        assertThat(damaged.status()).isEqualTo(1);
        assertThat(damaged.out())
                .contains("wrong       " + blob)
                .contains("foreign     " + stray)
                .contains("2 bad");
        Run json = run("store", "verify", "--store", store.toString(), "--json");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.json().path("checked").asInt()).isEqualTo(2);
        assertThat(json.json().path("bad").asInt()).isEqualTo(2);
        assertThat(json.json().path("failed").findValuesAsString("file")).contains(blob.toString(), stray.toString());
        assertThat(blob).hasBinaryContent(flipped);
        try (BlobStore used = BlobStore.open(store, FsyncPolicy.OFF, FileOperations.real())) {
            assertThat(used.usableBytes()).isPositive();
            assertThat(run("store", "verify", "--store", store.toString()).err())
                    .contains("another server uses");
        }
    }

    @Test
    void aStoreInUseIsRefused() throws Exception {
        Path store = store();
        try (BlobStore used = BlobStore.open(store, FsyncPolicy.OFF, FileOperations.real())) {
            assertThat(used.usableBytes()).isPositive();
            Run refused = run("store", "rebuild", "--store", store.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("another server uses the store " + store);
            assertThat(run("store", "rebuild", "--store", store.toString(), "--json")
                            .json()
                            .path("error")
                            .asString())
                    .isEqualTo("locked");
        }
    }

    @Test
    void aNewerStoreIsRefused() throws Exception {
        Path store = store();
        Files.writeString(store.resolve("format"), "99\n");
        Run refused = run("store", "rebuild", "--store", store.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("newer server (format 99, this one reads up to " + BlobStore.FORMAT + ")");
    }

    @Test
    void nothingIsMadeWhereNoStoreIs() {
        Run missing =
                run("store", "rebuild", "--store", folder.resolve("nowhere").toString());
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("holds no store");
        assertThat(folder).isEmptyDirectory();
        assertThat(run("store", "rebuild").status()).isEqualTo(2);
        assertThat(run("store").status()).isEqualTo(2);
    }

    @Test
    void rootDoesNotWriteIntoTheStoreOfAnother() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Path store = store();
        Files.setOwner(
                store, store.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        Run refused = run("store", "rebuild", "--store", store.toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("belongs to nobody");
        assertThat(store.resolve("format")).doesNotExist();
    }
}
