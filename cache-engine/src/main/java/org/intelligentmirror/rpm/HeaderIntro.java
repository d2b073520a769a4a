package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The sixteen bytes a header structure begins with: a magic number, how many index entries follow, and how many
 * bytes of store follow those.
 *
 * @param entryCount from 1 to the role's limit
 * @param storeBytes from the length of a region trailer to the role's limit
 */
record HeaderIntro(int entryCount, int storeBytes) {
    /** Length of an intro in bytes. */
    static final int LENGTH = 16;

    /** A header with all its parts is shorter than this: {@code headerMaxbytes} in rpm's {@code lib/header.cc}. */
    static final int MAX_HEADER_BYTES = 256 * 1024 * 1024;

    private static final long MAGIC = 0x8EADE80100000000L;

    /** What rpm counts into {@link #MAX_HEADER_BYTES} of an intro: the two counts without the magic. */
    private static final int COUNTS_BYTES = 8;

    /** The intro at the position of {@code bytes}, which must hold {@link #LENGTH}, or empty if it is not one. */
    static Optional<HeaderIntro> parse(ByteBuffer bytes, HeaderRole role) {
        long magic = bytes.getLong();
        int entryCount = bytes.getInt();
        int storeBytes = bytes.getInt();
        if (magic != MAGIC
                || entryCount < 1
                || entryCount > role.maxEntries()
                || storeBytes < HeaderEntry.LENGTH
                || storeBytes > role.maxStoreBytes()) {
            return Optional.empty();
        }
        HeaderIntro intro = new HeaderIntro(entryCount, storeBytes);
        return COUNTS_BYTES + (long) intro.indexBytes() + storeBytes < MAX_HEADER_BYTES
                ? Optional.of(intro)
                : Optional.empty();
    }

    int indexBytes() {
        return entryCount * HeaderEntry.LENGTH;
    }

    /** Length of the whole structure in bytes: intro, index and store. */
    long totalBytes() {
        return LENGTH + (long) indexBytes() + storeBytes;
    }
}
