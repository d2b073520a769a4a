package org.intelligentmirror.rpm;

import org.jspecify.annotations.Nullable;

/**
 * The encoding of an entry's values: {@code rpmTagType_e} in rpm's {@code include/rpm/rpmtag.h}. Values are aligned
 * to their size; a string ends with a NUL and has at least that one byte.
 */
enum HeaderType {
    CHAR(1, 1),
    INT8(2, 1),
    INT16(3, 2),
    INT32(4, 4),
    INT64(5, 8),
    STRING(6, 1),
    BIN(7, 1),
    STRING_ARRAY(8, 1),
    I18NSTRING(9, 1);

    private static final HeaderType[] VALUES = values();

    private final int code;
    private final int sizeBytes;

    HeaderType(int code, int sizeBytes) {
        this.code = code;
        this.sizeBytes = sizeBytes;
    }

    /** The type written as {@code code}, or null if rpm has none. */
    static @Nullable HeaderType of(int code) {
        return code < 1 || code > VALUES.length ? null : VALUES[code - 1];
    }

    /** The number an index entry carries. */
    int code() {
        return code;
    }

    /** Size and alignment of one value in bytes; for strings the least size. */
    int sizeBytes() {
        return sizeBytes;
    }

    /** Whether NULs end the values. */
    boolean isText() {
        return this == STRING || this == STRING_ARRAY || this == I18NSTRING;
    }
}
