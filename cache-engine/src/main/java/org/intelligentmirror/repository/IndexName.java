package org.intelligentmirror.repository;

import java.util.Optional;
import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * What a locator's path says about the file behind it: its part in a repository, and where that repository begins.
 *
 * <p>A name only, never evidence of content. A locator with a query names no index (its path alone does not say what
 * is fetched) but may be a {@link Kind#HINT}.
 *
 * @param kind the file's part
 * @param root URL prefix, ending in a slash, that a list of packages there may speak for and that its paths are
 *     relative to: what precedes the last {@code /dists/}, the directory above {@code repodata/}, or, in a flat
 *     repository, the file's own directory, though its paths need not be relative to that
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
        String path = locator.path();
        String origin = originOf(locator);
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
            } else if (hashed && !repodata && dists < 0) {
                // The same bytes go by a plain name as well.
                format = Optional.empty();
            } else if (!repodata && dists < 0) {
                kind = format.isPresent() ? Kind.TOP : Kind.OTHER;
            } else if (hashed) {
                kind = Kind.LISTING;
            } else if (format.isPresent()) {
                kind = format.get().isTop() ? Kind.TOP : Kind.LISTING;
            }
        }
        return new IndexName(kind, origin + root, origin + base, format);
    }

    /**
     * Whether this is an index of a flat apt repository. What its paths are relative to stands in its clients'
     * sources.list only, so it speaks of no package; but packages below it may be others when it is another.
     */
    public boolean isFlat() {
        return kind == Kind.TOP && root.equals(base) && format.get() != IndexFormat.REPOMD;
    }

    private static String originOf(Locator locator) {
        String url = locator.url();
        int tail = locator.path().length()
                + locator.query().map(q -> q.length() + 1).orElse(0);
        return url.substring(0, url.length() - tail);
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
