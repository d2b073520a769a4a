package org.intelligentmirror.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * What a locator's path says about the file behind it: its part in a repository, and where that repository begins.
 *
 * <p>A name only, never evidence of content. A locator with a query names no index (its path alone does not say what
 * is fetched) but may be a {@link Kind#HINT}. Segments of one dot are left out of {@code root} and {@code base}.
 *
 * @param kind the file's part
 * @param root URL prefix, ending in a slash, that a list of packages there may speak for: what precedes the last
 *     {@code /dists/}, the directory above {@code repodata/}, or, in a flat repository, the file's own directory. Its
 *     paths are relative to that, in a flat repository see {@link #listedPaths}
 * @param base URL prefix, ending in a slash, that the paths of a top index are relative to, and that a list has its
 *     listed path under: the directory of the {@code Release} (for a list of apt's: the directory it is in, that above
 *     {@code by-hash}), or {@code root} in rpm-md
 * @param format how to read a {@link Kind#TOP} or {@link Kind#LISTING}; empty for {@code by-hash}, where only the top
 *     index knows, and for all other kinds
 */
public record IndexName(Kind kind, String root, String base, Optional<IndexFormat> format) {
    /** The part a file plays in a repository. */
    public enum Kind {
        /** Lists index files: {@code InRelease}, {@code Release}, {@code repomd.xml}; any of a flat apt repository. */
        TOP,
        /** Lists packages, or is named by digest under {@code by-hash} and may. */
        LISTING,
        /** Names mirrors: a metalink or mirrorlist. */
        HINT,
        /** A difference between two lists of packages, or the index of such. */
        PDIFF,
        /** Everything else, other metadata included. */
        OTHER
    }

    /** Directories above a flat repository's own that its paths may be relative to. */
    static final int MAX_BASES = 8;

    private static final String DISTS = "/dists/";
    private static final Pattern BY_HASH =
            Pattern.compile("/by-hash/(SHA256/[0-9a-fA-F]{64}|SHA512/[0-9a-fA-F]{128})$");
    private static final Pattern PDIFF = Pattern.compile("/(Packages|Sources)\\.diff/.");
    private static final Pattern HINT = Pattern.compile("^/(metalink|mirrorlist)(/.*)?$|/(metalink|mirrorlist)$"
            + "|\\.(metalink|meta4|mirrorlist)$|/mirrors\\.txt$|/mirror\\.list$");
    /** The Release files of single components: they list nothing. */
    private static final Pattern COMPONENT_RELEASE = Pattern.compile("/(binary-[^/]+|source)/Release$");

    /** The name {@code locator} is. */
    public static IndexName of(Locator locator) {
        String place = locator.place();
        String path = place.substring(place.indexOf('/', locator.scheme().length() + "://".length()));
        String origin = place.substring(0, place.length() - path.length());
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        boolean repodata = directory.endsWith("/repodata/");
        int dists = path.lastIndexOf(DISTS);
        var byHash = BY_HASH.matcher(path);
        boolean hashed = byHash.find();
        String base = hashed ? path.substring(0, byHash.start() + 1) : directory;
        String root = base;
        if (repodata) {
            root = directory.substring(0, directory.length() - "repodata/".length());
            base = root;
        } else if (dists >= 0) {
            root = path.substring(0, dists + 1);
        }
        Kind kind = Kind.OTHER;
        Optional<IndexFormat> format = Optional.empty();
        if (HINT.matcher(path).find()) {
            kind = Kind.HINT;
        } else if (locator.query().isEmpty()) {
            format = repodata ? rpmFormat(path) : debFormat(path);
            if (PDIFF.matcher(path).find()) {
                kind = Kind.PDIFF;
                format = Optional.empty();
            } else if (hashed) {
                kind = Kind.LISTING;
            } else if (format.isPresent()) {
                boolean flat = !repodata && dists < 0;
                kind = flat || format.get().isTop() ? Kind.TOP : Kind.LISTING;
            }
        }
        return new IndexName(kind, origin + root, origin + base, format);
    }

    /**
     * Whether this is an index of a flat apt repository: one whose lists of packages lie beside its {@code Release}, if
     * it has one.
     */
    public boolean isFlat() {
        boolean index = kind == Kind.TOP || kind == Kind.LISTING;
        boolean rpm = format.filter(its -> its == IndexFormat.REPOMD || its == IndexFormat.PRIMARY)
                .isPresent();
        return index && !rpm && root.equals(base);
    }

    /** Whether this is a list that stands for its repository where there is no {@code Release} beside it. */
    public boolean isFlatList() {
        return kind == Kind.TOP && !format.orElseThrow().isTop();
    }

    /** Whether a top index so named leads to lists of packages at {@code path}, relative to {@link #base}. */
    public boolean leadsTo(String path) {
        // A Release copied to where another kind of repository is says nothing of that.
        return format.equals(Optional.of(IndexFormat.REPOMD)) || isFlat() == (path.indexOf('/') < 0);
    }

    /**
     * The paths by which a list of packages of this repository may know what lies at {@code place}, a
     * {@link Locator#place} below the root.
     *
     * <p>That is its path below the root. In a flat repository paths are relative to the first word of its clients'
     * sources.list, which is the directory of the indexes or one above it: nobody tells us which, so it is also looked
     * for as seen from each of those. Whatever a list names outside its own directory is not spoken of.
     */
    public List<String> listedPaths(String place) {
        List<String> paths = new ArrayList<>();
        paths.add(place.substring(root.length()));
        int authority = root.indexOf('/', root.indexOf("://") + "://".length());
        int slash = root.length() - 1;
        while (isFlat() && slash > authority && paths.size() <= MAX_BASES) {
            slash = root.lastIndexOf('/', slash - 1);
            paths.add(place.substring(slash + 1));
        }
        return paths;
    }

    private static Optional<IndexFormat> rpmFormat(String path) {
        if (path.endsWith("/repomd.xml")) {
            return Optional.of(IndexFormat.REPOMD);
        }
        return IndexFormat.ofListing(path).filter(format -> format == IndexFormat.PRIMARY);
    }

    private static Optional<IndexFormat> debFormat(String path) {
        if (path.endsWith("/InRelease")) {
            return Optional.of(IndexFormat.IN_RELEASE);
        }
        if (path.endsWith("/Release")) {
            boolean component =
                    path.contains(DISTS) && COMPONENT_RELEASE.matcher(path).find();
            return component ? Optional.empty() : Optional.of(IndexFormat.RELEASE);
        }
        return IndexFormat.ofListing(path).filter(format -> format != IndexFormat.PRIMARY);
    }
}
