package org.intelligentmirror.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A SHA-256 digest: the identity of a package's bytes. Immutable. */
public final class Sha256 implements Comparable<Sha256> {
    /** Length of a digest in bytes. */
    public static final int LENGTH_BYTES = 32;

    /** Length of a digest in hexadecimal characters. */
    public static final int LENGTH_HEX = 2 * LENGTH_BYTES;

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The digest held in {@code bytes}, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 32
     */
    public static Sha256 of(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
        return new Sha256(bytes.clone());
    }

    /** The digest written as 64 hexadecimal digits of either case, or empty if {@code hex} is anything else. */
    public static Optional<Sha256> parse(String hex) {
        if (hex.length() != LENGTH_HEX) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH_HEX; i++) {
            if (!HexFormat.isHexDigit(hex.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Sha256(HexFormat.of().parseHex(hex)));
    }

    /** A fresh SHA-256 computation. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Sha256 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
