package org.intelligentmirror.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-512 computation: another name indexes have for bytes whose identity is their SHA-256. Not for many threads. */
public final class Sha512 {
    private final MessageDigest digest;

    /** A fresh computation. */
    public Sha512() {
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }

    /** Adds the remaining bytes without consuming them. */
    public void update(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
    }

    /** The 64 bytes of the digest. Call once. */
    public byte[] finish() {
        return digest.digest();
    }
}
