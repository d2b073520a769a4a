package org.intelligentmirror.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * The first part of a package: the lead and the signature header with its padding.
 *
 * @param end where it ends and the main header begins, in bytes from the file's start; a multiple of 8
 * @param headerDigest what it says the SHA-256 of the main header is
 */
record SignatureHeader(int end, Sha256 headerDigest) {
    /** The furthest end that is read, in bytes: the longest preview that Squid sends. */
    static final int MAX_END = 64 * 1024;

    /** Length of the lead in bytes: {@code struct rpmlead_s} in rpm's {@code lib/rpmlead.cc}. */
    static final int LEAD_LENGTH = 96;

    private static final int LEAD_MAGIC = 0xEDABEEDB;

    /** The lead of an RPM version 3 or 4 file says 3, that of version 6 says 4. */
    private static final int MIN_MAJOR = 3;

    private static final int MAX_MAJOR = 4;
    private static final int MAJOR_OFFSET = 4;
    private static final int SIGNATURE_TYPE_OFFSET = 78;

    /** {@code RPMSIGTYPE_HEADERSIG}: the signature is a header structure. */
    private static final int HEADER_SIGNATURE_TYPE = 5;

    /** {@code RPMSIGTAG_SHA256}: SHA-256 of the main header, from its magic to the end of its store. */
    private static final int SHA256_TAG = 273;

    private static final int ALIGNMENT = 8;

    /** Reads it from the start of {@code file}; empty if it is malformed, too long, or has no such digest. */
    static Optional<SignatureHeader> read(RpmBytes file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(LEAD_LENGTH + HeaderIntro.LENGTH);
        if (!file.fill(start, 0) || !isLead(start)) {
            return Optional.empty();
        }
        Optional<HeaderIntro> intro = HeaderIntro.parse(start.position(LEAD_LENGTH), HeaderRole.SIGNATURE);
        if (intro.isEmpty()) {
            return Optional.empty();
        }
        long unpadded = LEAD_LENGTH + intro.get().totalBytes();
        long end = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (end > MAX_END || end > file.size()) {
            return Optional.empty();
        }
        ByteBuffer rest = ByteBuffer.allocate((int) end - start.capacity());
        if (!file.fill(rest, start.capacity())) {
            return Optional.empty();
        }
        return parse(intro.get(), rest).map(digest -> new SignatureHeader((int) end, digest));
    }

    /** The digest of the main header, from the index, store and padding that {@code rest} holds. */
    private static Optional<Sha256> parse(HeaderIntro intro, ByteBuffer rest) {
        return HeaderIndex.parse(intro, rest, HeaderRole.SIGNATURE).flatMap(index -> {
            StoreScan scan = new StoreScan(index);
            ByteBuffer trailer = scan.keep(index.trailerOffset(), HeaderEntry.LENGTH);
            Optional<ByteBuffer> digest = index.single(SHA256_TAG, HeaderType.STRING)
                    .map(entry -> scan.keep(entry.offset(), DigestText.LENGTH));
            scan.accept(rest.slice(rest.position(), intro.storeBytes()));
            rest.position(rest.position() + intro.storeBytes());
            return scan.stringsFit() && index.isTrailer(trailer) && isZero(rest)
                    ? digest.flatMap(DigestText::parse)
                    : Optional.empty();
        });
    }

    private static boolean isLead(ByteBuffer bytes) {
        int major = bytes.get(MAJOR_OFFSET);
        return bytes.getInt(0) == LEAD_MAGIC
                && major >= MIN_MAJOR
                && major <= MAX_MAJOR
                && bytes.getShort(SIGNATURE_TYPE_OFFSET) == HEADER_SIGNATURE_TYPE;
    }

    private static boolean isZero(ByteBuffer padding) {
        while (padding.hasRemaining()) {
            if (padding.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
