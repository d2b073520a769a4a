package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.rpm.RpmProof;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpmCandidatesTest {
    private static final RpmProof PROOF = new RpmProof(4504, digest(100), digest(101), 5000);

    @TempDir
    Path store;

    private PackageIndex index;
    private long millis;

    @BeforeEach
    void open() throws StoreException {
        index = H2PackageIndex.open(store, 2);
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void aPackageIsACandidateUntilItIsKnownToHaveNoProof() throws Exception {
        Blob proven = record(1, "http://h/a.rpm", 5000);
        Blob without = record(2, "http://i/a.rpm", 5000);
        assertThat(index.rpmCandidates("a.rpm", 5000, 9))
                .containsExactly(
                        new RpmCandidate(without, Optional.empty()), new RpmCandidate(proven, Optional.empty()));
        assertThat(index.isExamined(proven)).isFalse();
        index.recordProof(proven, Optional.of(PROOF));
        index.recordProof(without, Optional.empty());
        assertThat(index.isExamined(proven)).isTrue();
        assertThat(index.isExamined(without)).isTrue();
        assertThat(index.rpmCandidates("a.rpm", 5000, 9)).containsExactly(new RpmCandidate(proven, Optional.of(PROOF)));
    }

    @Test
    void whatWasFoundOutFirstStands() throws Exception {
        Blob blob = record(1, "http://h/a.rpm", 5000);
        index.recordProof(blob, Optional.empty());
        index.recordProof(blob, Optional.of(PROOF));
        assertThat(index.rpmCandidates("a.rpm", 5000, 9)).isEmpty();
    }

    @Test
    void nothingIsRecordedOfAForgottenPackage() throws Exception {
        Blob blob = record(1, "http://h/a.rpm", 5000);
        index.recordProof(blob, Optional.of(PROOF));
        index.forget(blob.sha256());
        assertThat(index.isExamined(blob)).isFalse();
        index.recordProof(blob, Optional.of(PROOF));
        assertThat(index.isExamined(blob)).isFalse();
        assertThat(index.rpmCandidates("a.rpm", 5000, 9)).isEmpty();
    }

    @Test
    void onlyTheNewestBindingsOfANameAreLookedAt() throws Exception {
        Blob wanted = record(1, "http://h/a.rpm", 5000);
        for (int i = 1; i < ProofTable.MAX_BINDINGS; i++) {
            record(2, "http://h/" + i + "/a.rpm", 6000);
        }
        assertThat(index.rpmCandidates("a.rpm", 5000, 1))
                .extracting(RpmCandidate::blob)
                .containsExactly(wanted);
        record(2, "http://h/more/a.rpm", 6000);
        assertThat(index.rpmCandidates("a.rpm", 5000, 1)).isEmpty();
    }

    private Blob record(int seed, String url, long length) throws StoreException {
        Instant now = Instant.ofEpochMilli(++millis);
        ReplyHeaders headers =
                new ReplyHeaders(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), now, 0);
        index.record(new NewCapture(
                digest(seed), "rpm", length, 8192, LocatorParser.parse(url).orElseThrow(), headers, now, 4));
        return index.blob(digest(seed)).orElseThrow();
    }

    private static Sha256 digest(int seed) {
        return Sha256.of(Sha256.newDigest().digest(new byte[] {(byte) seed}));
    }
}
