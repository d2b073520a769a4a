package org.intelligentmirror.index;

import java.util.Arrays;

/** Short key of a path relative to a root: the first 16 bytes of its SHA-256. Immutable. */
public final class PathKey implements Comparable<PathKey> {
    /** In bytes. */
    static final int LENGTH = 16;

    private final byte[] bytes;

    private PathKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key of {@code path}, which is in the form of a locator's path without a leading slash. */
    public static PathKey of(String path) {
        return new PathKey(Keys.ofUrl(path));
    }

    /** The key with these bytes, which are taken over. */
    static PathKey ofBytes(byte[] bytes) {
        return new PathKey(bytes);
    }

    /** By the bytes as unsigned numbers, which is the database's order too. */
    @Override
    public int compareTo(PathKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** The bytes themselves; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
