package org.intelligentmirror.repository;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a top index says. Immutable.
 *
 * @param format the format it was read as
 * @param files the index files it lists, each path once, in its order; those outside its root, those it contradicts
 *     itself about and, in apt's formats, those without a SHA-256 or SHA-512 are left out
 * @param date when it was made, if it says so
 * @param validUntil when it stops being valid, if it says so
 * @param complete whether the text shows its own end: the signature's last line in {@link IndexFormat#IN_RELEASE}, the
 *     root element's end tag in {@link IndexFormat#REPOMD}. A {@link IndexFormat#RELEASE} has no end: there it only
 *     says that the last line is whole, and a cut between two lines must be noticed by the length transferred
 * @param fields those of {@code Origin}, {@code Label}, {@code Suite}, {@code Codename}, {@code Acquire-By-Hash} and,
 *     in rpm-md, {@code Revision} that are given, under these names; the values are the repository's own words
 */
public record TopIndex(
        IndexFormat format,
        List<ListedFile> files,
        Optional<Instant> date,
        Optional<Instant> validUntil,
        boolean complete,
        Map<String, String> fields) {
    public TopIndex {
        files = List.copyOf(files);
        fields = Map.copyOf(fields);
    }
}
