package org.intelligentmirror.rpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/**
 * Small packages, written in memory: whole ones, and such as somebody put together who can compute digests as well.
 */
final class RpmFixture {
    static final int SIGNATURE_REGION = 62;
    static final int MAIN_REGION = 63;
    static final int HEADER_SHA256 = 273;
    static final int NAME = 1000;
    static final int SIGNATURE_SIZE = 1000;
    static final int RESERVED_SPACE = 1008;
    static final int PAYLOAD_SHA256 = 5092;
    static final int PAYLOAD_ALGORITHM = 5093;
    static final int PAYLOAD_SHA256_UNCOMPRESSED = 5097;
    static final int RPM_FORMAT = 5114;
    static final int SHA256 = 8;
    static final byte[] PAYLOAD = "not a cpio archive, which nobody here reads".getBytes(StandardCharsets.US_ASCII);

    private RpmFixture() {}

    /** A whole package. */
    static byte[] proven() {
        return sealed(mainHeader(sha256(PAYLOAD)).write(), PAYLOAD);
    }

    /** A main header that says a payload's digest. */
    static HeaderWriter mainHeader(String payloadDigest) {
        return described()
                .text(PAYLOAD_SHA256, HeaderType.STRING_ARRAY, payloadDigest)
                .number(PAYLOAD_ALGORITHM, SHA256)
                .text(PAYLOAD_SHA256_UNCOMPRESSED, HeaderType.STRING_ARRAY, "0".repeat(Sha256.LENGTH_HEX));
    }

    /** A main header that says nothing about a payload. */
    static HeaderWriter described() {
        return new HeaderWriter(MAIN_REGION)
                .text(100, HeaderType.STRING_ARRAY, "C")
                .text(NAME, HeaderType.STRING, "tiny")
                .text(1001, HeaderType.STRING, "1")
                .text(1002, HeaderType.STRING, "1")
                .text(1004, HeaderType.I18NSTRING, "A package")
                .number(1009, 4711)
                .text(1047, HeaderType.STRING_ARRAY, "tiny", "tiny(x86-64)");
    }

    /** A signature header that says a main header's digest. */
    static HeaderWriter signatureHeader(String headerDigest) {
        return new HeaderWriter(SIGNATURE_REGION)
                .text(HEADER_SHA256, HeaderType.STRING, headerDigest)
                .number(SIGNATURE_SIZE, 12345)
                .binary(RESERVED_SPACE, 37);
    }

    /** A package with any main header and payload, and a signature header that vouches for this main header. */
    static byte[] sealed(byte[] mainHeader, byte[] payload) {
        return file(signatureHeader(sha256(mainHeader)).write(), mainHeader, payload);
    }

    /** A file of these parts, with a lead before and padding between them. */
    static byte[] file(byte[] signatureHeader, byte[] mainHeader, byte[] payload) {
        int end = (lead().length + signatureHeader.length + 7) / 8 * 8;
        return ByteBuffer.allocate(end + mainHeader.length + payload.length)
                .put(lead())
                .put(signatureHeader)
                .position(end)
                .put(mainHeader)
                .put(payload)
                .array();
    }

    static byte[] lead() {
        ByteBuffer lead =
                ByteBuffer.allocate(96).putInt(0xEDABEEDB).put((byte) 3).put((byte) 0);
        lead.put(10, "tiny-1-1".getBytes(StandardCharsets.US_ASCII));
        return lead.putShort(76, (short) 1).putShort(78, (short) 5).array();
    }

    static String sha256(byte[] bytes) {
        return Sha256.of(Sha256.newDigest().digest(bytes)).toString();
    }

    static Optional<RpmProof> prove(byte[] file) {
        return prove(file, Integer.MAX_VALUE);
    }

    /** Proves a file that is read in pieces of at most {@code step} bytes. */
    static Optional<RpmProof> prove(byte[] file, int step) {
        try {
            return RpmProof.of(new RpmBytes() {
                @Override
                public long size() {
                    return file.length;
                }

                @Override
                public int read(ByteBuffer destination, long position) {
                    int count = (int) Math.min(Math.min(step, destination.remaining()), file.length - position);
                    if (count <= 0) {
                        return -1;
                    }
                    destination.put(file, (int) position, count);
                    return count;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
