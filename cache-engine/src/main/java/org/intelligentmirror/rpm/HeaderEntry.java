package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;

/**
 * One entry of a header's index, as it is written: nothing in it is checked yet.
 *
 * @param tag what the data mean
 * @param type how the data are encoded, see {@link HeaderType}
 * @param offset where the data begin in the store
 * @param count number of values
 */
record HeaderEntry(int tag, int type, int offset, int count) {
    /** Length of an entry in bytes; a region's trailer in the store has the same form. */
    static final int LENGTH = 16;

    /** The lowest tag that is not a region's: {@code HEADER_I18NTABLE} in rpm's {@code include/rpm/rpmtag.h}. */
    static final int MIN_TAG = 100;

    /** The most values of any type but {@code BIN}: {@code HEADER_ARRAY_MAX} in rpm's {@code lib/header.cc}. */
    static final int MAX_ARRAY_COUNT = 0xFFFFF;

    /** Reads an entry at the position of {@code bytes}, which must hold {@link #LENGTH}. */
    static HeaderEntry read(ByteBuffer bytes) {
        return new HeaderEntry(bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    }

    /** Whether this is the entry or the trailer, which differ in the offset only, of the region {@code regionTag}. */
    boolean isRegion(int regionTag) {
        return tag == regionTag && type == HeaderType.BIN.code() && count == LENGTH;
    }

    /**
     * Whether this entry's data can lie between its offset and {@code limit}: exactly for values of fixed size, and
     * for strings if each were empty, which {@link StoreScan} then settles.
     *
     * @param limit where the next thing in the store begins, at most the store's length
     */
    boolean fitsBelow(int limit) {
        HeaderType kind = HeaderType.of(type);
        if (tag < MIN_TAG || kind == null || count < 1 || offset < 0) {
            return false;
        }
        if ((kind != HeaderType.BIN && count > MAX_ARRAY_COUNT) || (kind == HeaderType.STRING && count != 1)) {
            return false;
        }
        return offset % kind.sizeBytes() == 0 && offset + (long) kind.sizeBytes() * count <= limit;
    }
}
