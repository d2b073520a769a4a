package org.intelligentmirror.repository;

import org.intelligentmirror.repository.IndexFormatException.Kind;

/** Judges listed files one by one before a sink hears of them, and counts them. */
final class ListingTeller {
    private final ListingSink sink;
    private final long maxEntries;
    private long told;
    private long entries;

    ListingTeller(ListingSink sink, IndexBounds bounds) {
        this.sink = sink;
        this.maxEntries = bounds.maxEntries();
    }

    /** Tells of a file, or why it is passed over. {@code place} is only for the exception. */
    void tell(ListedPath path, Digests file, long place) throws IndexFormatException {
        if (path instanceof ListedPath.Refused refused) {
            ignore(refused.reason(), place);
        } else if (path instanceof ListedPath.Inside inside) {
            if (!file.isProof()) {
                ignore(IgnoredReason.NO_PROOF, place);
            } else if (file.size().isEmpty()) {
                ignore(IgnoredReason.NO_SIZE, place);
            } else {
                count(place);
                entries++;
                sink.entry(inside.path(), file.size().getAsLong(), file.sha256(), file.sha512());
            }
        }
    }

    void ignore(IgnoredReason reason, long place) throws IndexFormatException {
        count(place);
        sink.ignored(reason);
    }

    private void count(long place) throws IndexFormatException {
        told++;
        if (told > maxEntries) {
            throw new IndexFormatException(Kind.TOO_MANY_ENTRIES, place, "more than " + maxEntries);
        }
    }

    /** Files told of, without those passed over. */
    long entries() {
        return entries;
    }
}
