package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The index of one header structure: a region entry first, then entries whose data follow one another in the store.
 *
 * <p>The rules are those rpm applies before it believes a header ({@code hdrblobVerifyRegion} and
 * {@code hdrblobVerifyInfo} in {@code lib/header.cc}), and one more: no tag occurs twice, so that nobody can find
 * another value under a tag than we do.
 */
final class HeaderIndex {
    private final HeaderRole role;
    private final HeaderEntry region;
    private final List<HeaderEntry> entries;
    private final int storeBytes;

    private HeaderIndex(HeaderRole role, List<HeaderEntry> all, int storeBytes) {
        this.role = role;
        this.region = all.get(0);
        this.entries = all.subList(1, all.size());
        this.storeBytes = storeBytes;
    }

    /**
     * The index at the position of {@code bytes}, which must hold {@link HeaderIntro#indexBytes()}, or empty if it
     * breaks a rule. What the store itself must hold is left to {@link StoreScan} and {@link #isTrailer}.
     */
    static Optional<HeaderIndex> parse(HeaderIntro intro, ByteBuffer bytes, HeaderRole role) {
        List<HeaderEntry> all = Stream.generate(() -> HeaderEntry.read(bytes))
                .limit(intro.entryCount())
                .toList();
        HeaderIndex index = new HeaderIndex(role, all, intro.storeBytes());
        return index.regionFits() && index.dataFit() && index.tagsAreUnique() ? Optional.of(index) : Optional.empty();
    }

    /** The entries after the region's, in the order of their data. */
    List<HeaderEntry> entries() {
        return entries;
    }

    int storeBytes() {
        return storeBytes;
    }

    /** Where the region's trailer lies in the store; {@link HeaderEntry#LENGTH} bytes long and within it. */
    int trailerOffset() {
        return region.offset();
    }

    /** Where the data of the entry at {@code position} of {@link #entries} must have ended. */
    int limitOf(int position) {
        int next = position + 1 < entries.size() ? entries.get(position + 1).offset() : storeBytes;
        boolean inRegion = entries.get(position).offset() < trailerOffset() + HeaderEntry.LENGTH;
        return Math.min(next, inRegion ? trailerOffset() : storeBytes);
    }

    /** The entry of {@code tag}, if there is one and it holds one value of {@code type}. */
    Optional<HeaderEntry> single(int tag, HeaderType type) {
        return entries.stream()
                .filter(entry -> entry.tag() == tag && entry.type() == type.code() && entry.count() == 1)
                .findFirst();
    }

    /**
     * Whether {@code bytes}, those at {@link #trailerOffset}, end a region that covers what the role demands. The
     * trailer's offset counts the region's index entries, in bytes, backwards.
     */
    boolean isTrailer(ByteBuffer bytes) {
        HeaderEntry trailer = HeaderEntry.read(bytes);
        long covered = -(long) trailer.offset();
        long all = (entries.size() + 1L) * HeaderEntry.LENGTH;
        return trailer.isRegion(role.regionTag())
                && covered >= HeaderEntry.LENGTH
                && covered % HeaderEntry.LENGTH == 0
                && (role.regionCoversAll() ? covered == all : covered <= all);
    }

    private boolean regionFits() {
        long end = region.offset() + (long) HeaderEntry.LENGTH;
        return region.isRegion(role.regionTag())
                && region.offset() >= 0
                && (role.regionCoversAll() ? end == storeBytes : end <= storeBytes);
    }

    private boolean dataFit() {
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).fitsBelow(limitOf(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean tagsAreUnique() {
        int[] tags = entries.stream().mapToInt(HeaderEntry::tag).sorted().toArray();
        return Arrays.stream(tags).distinct().count() == tags.length;
    }
}
