package org.intelligentmirror.repository;

import java.io.IOException;

/**
 * An index file is not what its name says, or is more than {@link IndexBounds} allow: nothing in it counts. A failure
 * of the stream it was read from is never one of these.
 */
public final class IndexFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** Larger as transferred than {@link IndexBounds#maxCompressedBytes}. */
        COMPRESSED_TOO_LARGE,
        /** Larger as text than {@link IndexBounds#maxDecompressedBytes}. */
        TOO_LARGE,
        /** Grows by more than {@link IndexBounds#maxRatio} when decompressed. */
        RATIO_TOO_HIGH,
        /** Lists more than {@link IndexBounds#maxEntries} files. */
        TOO_MANY_ENTRIES,
        /** Has a line or a piece of XML longer than {@link IndexBounds#maxLineBytes}. */
        LINE_TOO_LONG,
        /** Wants more memory to decompress than {@link Compression} gives. */
        TOO_MUCH_MEMORY,
        /** Ends before its format says it may. */
        TRUNCATED,
        /** Compressed otherwise than its name says, damaged, or followed by bytes that are no part of it. */
        CORRUPT,
        /** Decompresses to a text that is not of the format. */
        MALFORMED,
        /** Needs a decoder this installation cannot run. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final long place;

    IndexFormatException(Kind kind, long place, String detail) {
        super(kind + " near byte " + place + ": " + detail);
        this.kind = kind;
        this.place = place;
    }

    IndexFormatException(Kind kind, long place, String detail, Throwable cause) {
        this(kind, place, detail);
        initCause(cause);
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /**
     * Bytes of text (for {@link Kind#COMPRESSED_TOO_LARGE}: bytes as transferred) read when it was noticed; the fault
     * lies there or up to a buffer before.
     */
    public long place() {
        return place;
    }
}
