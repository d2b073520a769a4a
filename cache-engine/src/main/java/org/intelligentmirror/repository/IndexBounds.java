package org.intelligentmirror.repository;

/**
 * How much of one index file is read before it is given up as an {@link IndexFormatException}. Each bound is the
 * largest value accepted.
 *
 * @param maxCompressedBytes the file as it was transferred
 * @param maxDecompressedBytes the text in it
 * @param maxEntries files listed, those ignored included
 * @param maxLineBytes one line of text without its end; in XML one tag, comment or run of text
 * @param maxRatio text to file as transferred, at any point beyond {@link #RATIO_FREE_BYTES} of text
 */
public record IndexBounds(
        long maxCompressedBytes, long maxDecompressedBytes, long maxEntries, int maxLineBytes, int maxRatio) {
    /** Length of the text, in bytes, up to which any ratio is accepted. */
    public static final long RATIO_FREE_BYTES = 1024 * 1024;

    private static final long MEBIBYTE = 1024 * 1024;
    private static final int LONGEST_LINE = 1024 * 1024;
    private static final int STEEPEST_RATIO = 200;

    /** For {@code InRelease}, {@code Release} and {@code repomd.xml}, whose files are held in memory. */
    public static final IndexBounds TOP =
            new IndexBounds(16 * MEBIBYTE, 16 * MEBIBYTE, 100_000, LONGEST_LINE, STEEPEST_RATIO);

    /** For lists of packages, which are not. */
    public static final IndexBounds LISTING =
            new IndexBounds(256 * MEBIBYTE, 1024 * MEBIBYTE, 1_000_000, LONGEST_LINE, STEEPEST_RATIO);

    /** @throws IllegalArgumentException if a bound is not positive */
    public IndexBounds {
        if (maxCompressedBytes < 1 || maxDecompressedBytes < 1 || maxEntries < 1 || maxLineBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException("a bound of an index must be positive");
        }
    }
}
