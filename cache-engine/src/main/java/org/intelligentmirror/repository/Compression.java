package org.intelligentmirror.repository;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** The ways index files are compressed. */
public enum Compression {
    /** Not at all. */
    NONE("", ""),
    /** RFC 1952, any number of members. */
    GZIP(".gz", "1f8b"),
    /** xz, any number of streams. */
    XZ(".xz", "fd377a585a00"),
    /** RFC 8878, any number of frames. */
    ZSTD(".zst", "28b52ffd"),
    /** bzip2, any number of streams. */
    BZIP2(".bz2", "425a68"),
    /** zchunk: many small zstd frames, of which clients fetch those they do not have. */
    ZCHUNK(".zck", "005a434b31");

    /** Memory one xz decoder may take, in KiB; what {@code xz -9} made needs 65 MiB. */
    static final int XZ_MEMORY_KIB = 80 * 1024;

    /** Largest zstd window, as a power of two: 64 MiB. */
    static final int ZSTD_WINDOW_LOG = 26;

    /** Length of the longest magic. */
    static final int MAGIC_BYTES = 6;

    private final String suffix;
    /** In hexadecimal digits. */
    private final String magic;

    Compression(String suffix, String magic) {
        this.suffix = suffix;
        this.magic = magic;
    }

    /** The compression the ending of {@code name} states; empty if it states none. */
    public static Optional<Compression> ofName(String name) {
        return Arrays.stream(values())
                .filter(way -> way != NONE && name.endsWith(way.suffix))
                .findFirst();
    }

    /** The compression whose magic {@code start} begins with, or {@link #NONE}. */
    static Compression ofMagic(byte[] start, int length) {
        String hex = HexFormat.of().formatHex(start, 0, length);
        return Arrays.stream(values())
                .filter(way -> way != NONE && hex.startsWith(way.magic))
                .findFirst()
                .orElse(NONE);
    }

    /**
     * The text in {@code file}, decompressed as it is read. The magic bytes decide how; a name that states something
     * else is an error.
     *
     * <p>Reading throws an {@link IndexFormatException} for anything wrong with the file, and passes exceptions of
     * {@code file} on as they are. Only reading up to the end proves that the file was whole. Closing frees the
     * decoder and leaves {@code file} open. Not for use by several threads.
     *
     * @param name the file's name or path, of which only the ending counts
     */
    public static InputStream open(InputStream file, String name, IndexBounds bounds) {
        return new BoundedInput(new SourceInput(file, bounds.maxCompressedBytes()), ofName(name), bounds);
    }

    InputStream decoder(InputStream source) throws IOException {
        return switch (this) {
            case NONE -> source;
            case GZIP -> new GzipInput(source);
            case XZ -> new XZInputStream(source, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStreamNoFinalizer(source).setLongMax(ZSTD_WINDOW_LOG);
            case ZCHUNK -> new ZchunkInput(source);
            case BZIP2 -> new BZip2CompressorInputStream(source, true);
        };
    }
}
