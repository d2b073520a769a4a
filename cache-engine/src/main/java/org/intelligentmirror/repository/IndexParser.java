package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads index files as they are transferred, decompressing where the magic bytes say so.
 *
 * <p>Each call reads its stream to the end, within bounds, and leaves it open; what is kept in memory does not grow
 * with a list of packages. Every fault of the file is an {@link IndexFormatException}; an exception of the stream is
 * passed on. No digest is checked here: whoever hands the stream over compares it with the parent's.
 */
public final class IndexParser {
    private IndexParser() {}

    /**
     * The top index in {@code file}.
     *
     * @throws IllegalArgumentException unless {@code format} is a top index's
     */
    public static TopIndex top(InputStream file, IndexFormat format, IndexBounds bounds) throws IOException {
        if (!format.isTop()) {
            throw new IllegalArgumentException(format + " is no top index");
        }
        try (InputStream text = Compression.open(file, "", bounds)) {
            TopIndex index = format == IndexFormat.REPOMD
                    ? RepomdParser.parse(text, bounds)
                    : ReleaseParser.parse(text, format, bounds);
            drain(text);
            return index;
        }
    }

    /**
     * Tells {@code sink} what the list of packages in {@code file} lists. If this throws, what was told does not count.
     *
     * @param name the file's name or path, of which only the ending counts: one that states a compression must be right
     * @return how many files the sink was told of, those ignored left out
     * @throws IllegalArgumentException if {@code format} is a top index's
     */
    public static long listing(InputStream file, String name, IndexFormat format, IndexBounds bounds, ListingSink sink)
            throws IOException {
        if (format.isTop()) {
            throw new IllegalArgumentException(format + " is no list of packages");
        }
        ListingTeller teller = new ListingTeller(sink, bounds);
        try (InputStream text = Compression.open(file, name, bounds)) {
            if (format == IndexFormat.PRIMARY) {
                new PrimaryParser(text, bounds, teller).parse();
            } else {
                new StanzaListParser(text, format, bounds, teller).parse();
            }
            drain(text);
        }
        return teller.entries();
    }

    /** A parser may know its end before the file's: only there the checksums of the compression are. */
    private static void drain(InputStream text) throws IOException {
        byte[] rest = new byte[8192];
        int n = 0;
        while (n >= 0) {
            n = text.read(rest, 0, rest.length);
        }
    }
}
