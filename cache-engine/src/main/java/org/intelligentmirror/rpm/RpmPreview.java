package org.intelligentmirror.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Whether the first bytes of an origin's response tell that the rest would be a stored candidate's bytes.
 *
 * <p><b>Why the signature header and the length suffice.</b> A candidate has an {@link RpmProof}. Its signature
 * header holds the SHA-256 of its main header, so two proven files with the same signature header have the same main
 * header, as nobody can make two byte strings with one SHA-256. The main header holds its own length and the SHA-256
 * of everything after it, so they have the same rest, too. Lead, signature header and padding are compared byte for
 * byte. Therefore among proven files <em>the first {@link RpmProof#signatureEnd} bytes determine all others</em>:
 * whoever wants us to answer with other bytes than the packager's must bring a candidate with the packager's
 * signature header and other bytes after it, and that candidate has no proof.
 *
 * <p>The digests count only because the candidate's were computed: a file with a genuine lead and signature header,
 * the right length and a forged remainder looks the same in a preview, and is no candidate. That {@code RpmProof}
 * reads the digests as rpm would (one region over the whole main header, no tag twice) makes the packager's own file
 * a proven one.
 *
 * <p>Some bytes may be anything without the proof being lost: the lead's name, architecture and reserved bytes, and
 * the signature header's other data (OpenPGP signatures, MD5, sizes, reserved space). No digest covers them.
 * Candidates that differ in them are different candidates, of which the comparison finds the origin's, if it is
 * there.
 *
 * <p>What the origin holds back may still differ if its file contradicts its own signature header: it is damaged or
 * tampered with, and rpm would refuse it. Then its client receives the bytes that header vouches for. The length is
 * compared because it is known and costs nothing: it tells a file with junk after its end, or a cut one, from a
 * whole one.
 */
public final class RpmPreview {
    private RpmPreview() {}

    /**
     * Whether {@code preview} and {@code contentLength} agree with a candidate held in memory. The buffers'
     * positions do not move. From memory only, fit for an event loop.
     *
     * @param proof the candidate's
     * @param candidateStart the candidate's bytes from its start; if fewer than {@link RpmProof#signatureEnd},
     *     nothing agrees with it
     * @param preview the response body's first bytes; if fewer than {@link RpmProof#signatureEnd}, it agrees with
     *     nothing
     * @param contentLength the response's Content-Length, negative if it has none
     */
    public static boolean agrees(RpmProof proof, ByteBuffer candidateStart, ByteBuffer preview, long contentLength) {
        int compared = proof.signatureEnd();
        return contentLength == proof.lengthBytes()
                && candidateStart.remaining() >= compared
                && preview.remaining() >= compared
                && candidateStart
                        .slice(candidateStart.position(), compared)
                        .equals(preview.slice(preview.position(), compared));
    }

    /**
     * Whether {@code preview} and {@code contentLength} agree with a stored candidate. Reads at most
     * {@link RpmProof#MAX_SIGNATURE_END} bytes, by position, and none if the length or the preview's already tell.
     * Blocks.
     *
     * @param proof the candidate's
     * @param candidate the candidate's file, which agrees with nothing if its length is not the proof's any more
     * @param preview as above
     * @param contentLength as above
     * @throws IOException if the file cannot be read
     */
    public static boolean agrees(RpmProof proof, FileChannel candidate, ByteBuffer preview, long contentLength)
            throws IOException {
        if (contentLength != proof.lengthBytes()
                || preview.remaining() < proof.signatureEnd()
                || candidate.size() != proof.lengthBytes()) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(proof.signatureEnd());
        return RpmBytes.of(candidate).fill(start, 0) && agrees(proof, start, preview, contentLength);
    }
}
