package org.intelligentmirror.rpm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * That an RPM package is what its own signature header says: the main header has the SHA-256 written there, and
 * everything after the main header, to the end of the file, has the SHA-256 written in it. {@link RpmPreview} tells
 * what follows.
 *
 * <p>Packages of rpm before 4.14, which lack these digests, have no proof. Nor have packages in the format of rpm 6:
 * they name their payload's SHA-256 by the same tag but no longer say by which algorithm it was made.
 *
 * @param signatureEnd where the padded signature header ends and the main header begins, in bytes from the file's
 *     start; at most {@link #MAX_SIGNATURE_END}
 * @param headerDigest SHA-256 of the main header
 * @param payloadDigest SHA-256 of everything after the main header
 * @param lengthBytes length of the whole file
 */
public record RpmProof(int signatureEnd, Sha256 headerDigest, Sha256 payloadDigest, long lengthBytes) {
    /** The furthest end of a signature header that is read, in bytes: the longest preview that Squid sends. */
    public static final int MAX_SIGNATURE_END = SignatureHeader.MAX_END;

    /**
     * Checks that the numbers can be those of a package.
     *
     * @throws IllegalArgumentException if they cannot
     */
    public RpmProof {
        if (signatureEnd <= SignatureHeader.LEAD_LENGTH
                || signatureEnd > MAX_SIGNATURE_END
                || lengthBytes <= signatureEnd) {
            throw new IllegalArgumentException(
                    "a signature header to " + signatureEnd + " in " + lengthBytes + " bytes");
        }
    }

    /**
     * The proof of {@code file}, or empty if it is none or is malformed in any way. Reads the file once from start
     * to end through a buffer of 64 KiB, by position: the channel's own is neither used nor moved. What it holds in
     * memory is bounded by 64 KiB for the signature header and a few MiB for a main header's index of 65,535 entries.
     * Blocks; safe to call from many threads.
     *
     * @throws IOException if the file cannot be read
     */
    public static Optional<RpmProof> of(FileChannel file) throws IOException {
        return of(RpmBytes.of(file));
    }

    static Optional<RpmProof> of(RpmBytes file) throws IOException {
        long length = file.size();
        Optional<SignatureHeader> signature = SignatureHeader.read(file);
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        Optional<MainHeader> main = MainHeader.read(file, signature.get().end());
        if (main.isEmpty()
                || !main.get().digest().equals(signature.get().headerDigest())
                || main.get().end() >= length
                || !file.digest(main.get().end(), length).equals(main.get().payloadDigest())) {
            return Optional.empty();
        }
        return Optional.of(new RpmProof(
                signature.get().end(), main.get().digest(), main.get().payloadDigest(), length));
    }
}
