package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Packages for tests of whoever uses proofs. */
public final class RpmSample {
    private RpmSample() {}

    /** A proven package with a payload of {@code payloadBytes}, the same for the same seed; as long for any seed. */
    public static byte[] proven(long seed, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        new Random(seed).nextBytes(payload);
        return RpmFixture.sealed(
                RpmFixture.mainHeader(RpmFixture.sha256(payload)).write(), payload);
    }

    /** Where the signature header of a package ends. */
    public static int signatureEnd(byte[] genuine) {
        return RpmFixture.prove(genuine).orElseThrow().signatureEnd();
    }

    /** A package up to its last byte, which is another. */
    public static byte[] withForgedPayload(byte[] genuine) {
        byte[] forged = genuine.clone();
        forged[forged.length - 1] ^= 1;
        return forged;
    }

    /** The lead and signature header of a package, then a main header and a payload that agree with each other only. */
    public static byte[] withForgedHeader(byte[] genuine) {
        int end = signatureEnd(genuine);
        int headerBytes = RpmFixture.mainHeader("0".repeat(64)).write().length;
        byte[] payload = new byte[genuine.length - end - headerBytes];
        return ByteBuffer.allocate(genuine.length)
                .put(Arrays.copyOf(genuine, end))
                .put(RpmFixture.mainHeader(RpmFixture.sha256(payload)).write())
                .put(payload)
                .array();
    }
}
