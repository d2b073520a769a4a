package org.intelligentmirror.rpm;

/**
 * Which of a package's two header structures is read, with what rpm allows in it.
 *
 * <p>Tags and limits are those of rpm's {@code include/rpm/rpmtag.h} and {@code lib/header.cc} ({@code
 * HEADER_TAGS_MAX}, {@code HEADER_DATA_MAX}, {@code hdrblobVerifyLengths}). rpm grants a signature header a store of
 * 64 MiB; here it ends where no preview reaches ({@link SignatureHeader#MAX_END}).
 */
enum HeaderRole {
    /** The signature header, to which signers add entries outside its region. */
    SIGNATURE(62, 32, SignatureHeader.MAX_END, false),

    /** The main header, all of which its region must cover. */
    MAIN(63, 0xFFFF, 0x0FFF_FFFF, true);

    private final int regionTag;
    private final int maxEntries;
    private final int maxStoreBytes;
    private final boolean regionCoversAll;

    HeaderRole(int regionTag, int maxEntries, int maxStoreBytes, boolean regionCoversAll) {
        this.regionTag = regionTag;
        this.maxEntries = maxEntries;
        this.maxStoreBytes = maxStoreBytes;
        this.regionCoversAll = regionCoversAll;
    }

    /** The tag of the first entry: {@code HEADERSIGNATURES} or {@code HEADERIMMUTABLE}. */
    int regionTag() {
        return regionTag;
    }

    int maxEntries() {
        return maxEntries;
    }

    int maxStoreBytes() {
        return maxStoreBytes;
    }

    /** Whether entries or data outside the region are refused, as rpm does ({@code exact_size}) for main headers. */
    boolean regionCoversAll() {
        return regionCoversAll;
    }
}
