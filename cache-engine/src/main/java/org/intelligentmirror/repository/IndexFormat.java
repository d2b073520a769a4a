package org.intelligentmirror.repository;

import java.util.Optional;
import java.util.regex.Pattern;

/** The formats of index files that are read. */
public enum IndexFormat {
    /** apt's top index inside a clear-signed OpenPGP message. */
    IN_RELEASE,
    /** apt's top index in plain text, signed elsewhere or not at all. */
    RELEASE,
    /** rpm-md's top index. */
    REPOMD,
    /** apt's list of binary packages. */
    PACKAGES,
    /** apt's list of source packages. */
    SOURCES,
    /** rpm-md's list of packages. */
    PRIMARY;

    private static final String COMPRESSED = "(\\.(gz|xz|zst|bz2))?";
    private static final Pattern PACKAGES_NAME = Pattern.compile("Packages" + COMPRESSED);
    private static final Pattern SOURCES_NAME = Pattern.compile("Sources" + COMPRESSED);
    private static final Pattern PRIMARY_NAME =
            Pattern.compile("([0-9a-fA-F]{32,128}-)?primary\\.xml(\\.(gz|xz|zst|bz2|zck))?");

    /** Whether files of this format list index files rather than packages. */
    public boolean isTop() {
        return this == IN_RELEASE || this == RELEASE || this == REPOMD;
    }

    /**
     * The format of the list of packages at {@code path}, by the last segment; empty if that names none.
     *
     * @param path as a top index lists it, or a locator's
     */
    public static Optional<IndexFormat> ofListing(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (PACKAGES_NAME.matcher(name).matches()) {
            return Optional.of(PACKAGES);
        }
        if (SOURCES_NAME.matcher(name).matches()) {
            return Optional.of(SOURCES);
        }
        return PRIMARY_NAME.matcher(name).matches() ? Optional.of(PRIMARY) : Optional.empty();
    }
}
