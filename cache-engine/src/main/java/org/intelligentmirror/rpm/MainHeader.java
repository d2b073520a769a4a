package org.intelligentmirror.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * The second part of a package: the main header, which no padding follows.
 *
 * @param end where it ends and the payload begins, in bytes from the file's start
 * @param digest the SHA-256 of all its bytes
 * @param payloadDigest what it says the SHA-256 of the payload is
 */
record MainHeader(long end, Sha256 digest, Sha256 payloadDigest) {
    /** {@code RPMTAG_PAYLOADSHA256}: digest of the payload as it is stored, compressed. */
    private static final int PAYLOAD_DIGEST_TAG = 5092;

    /** {@code RPMTAG_PAYLOADSHA256ALGO}: the digest's algorithm, a number of OpenPGP's. */
    private static final int PAYLOAD_ALGORITHM_TAG = 5093;

    /** {@code RPM_HASH_SHA256}. */
    private static final int SHA256_ALGORITHM = 8;

    /**
     * Reads it at {@code start} of {@code file}, every byte once; empty if it is malformed, runs past the file's
     * end, is not covered by its region, or names no SHA-256 of the payload.
     */
    static Optional<MainHeader> read(RpmBytes file, long start) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer introBytes = ByteBuffer.allocate(HeaderIntro.LENGTH);
        if (!file.fill(introBytes, start)) {
            return Optional.empty();
        }
        digest.update(introBytes.duplicate());
        Optional<HeaderIntro> intro = HeaderIntro.parse(introBytes, HeaderRole.MAIN);
        if (intro.isEmpty() || start + intro.get().totalBytes() > file.size()) {
            return Optional.empty();
        }
        ByteBuffer indexBytes = ByteBuffer.allocate(intro.get().indexBytes());
        if (!file.fill(indexBytes, start + HeaderIntro.LENGTH)) {
            return Optional.empty();
        }
        digest.update(indexBytes.duplicate());
        Optional<HeaderIndex> index = HeaderIndex.parse(intro.get(), indexBytes, HeaderRole.MAIN);
        return index.isEmpty()
                ? Optional.empty()
                : readStore(file, start + intro.get().totalBytes(), index.get(), digest);
    }

    private static Optional<MainHeader> readStore(RpmBytes file, long end, HeaderIndex index, MessageDigest digest)
            throws IOException {
        Optional<HeaderEntry> payload = index.single(PAYLOAD_DIGEST_TAG, HeaderType.STRING_ARRAY);
        Optional<HeaderEntry> algorithm = index.single(PAYLOAD_ALGORITHM_TAG, HeaderType.INT32);
        if (payload.isEmpty() || algorithm.isEmpty()) {
            return Optional.empty();
        }
        StoreScan scan = new StoreScan(index);
        ByteBuffer trailer = scan.keep(index.trailerOffset(), HeaderEntry.LENGTH);
        ByteBuffer payloadDigest = scan.keep(payload.get().offset(), DigestText.LENGTH);
        ByteBuffer algorithmCode = scan.keep(algorithm.get().offset(), Integer.BYTES);
        boolean whole = file.stream(end - index.storeBytes(), end, chunk -> {
            digest.update(chunk.duplicate());
            scan.accept(chunk);
        });
        if (!whole || !scan.stringsFit() || !index.isTrailer(trailer) || algorithmCode.getInt() != SHA256_ALGORITHM) {
            return Optional.empty();
        }
        Sha256 computed = Sha256.of(digest.digest());
        return DigestText.parse(payloadDigest).map(named -> new MainHeader(end, computed, named));
    }
}
