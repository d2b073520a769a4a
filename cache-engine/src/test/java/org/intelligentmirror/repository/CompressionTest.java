package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressionTest {
    private static final byte[] TEXT = Texts.PACKAGES.getBytes(StandardCharsets.UTF_8);
    private static final int MEBIBYTE = 1024 * 1024;

    static byte[] compress(Compression way, byte[] text) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = switch (way) {
            case NONE -> file;
            case GZIP -> new GZIPOutputStream(file);
            case XZ -> new XZOutputStream(file, new LZMA2Options(1));
            // As the command writes it: with a checksum.
            case ZSTD -> new ZstdOutputStream(file).setChecksum(true);
            case BZIP2 -> new BZip2CompressorOutputStream(file, 1);
            case ZCHUNK -> file;
        }) {
            out.write(way == Compression.ZCHUNK ? ZchunkFile.of(new byte[0], text) : text);
        }
        return file.toByteArray();
    }

    private static byte[] read(byte[] file, String name, IndexBounds bounds) throws IOException {
        try (InputStream in = Compression.open(new ByteArrayInputStream(file), name, bounds)) {
            return in.readAllBytes();
        }
    }

    private static byte[] read(byte[] file) throws IOException {
        return read(file, "", RecordingSink.BOUNDS);
    }

    private static void assertFails(Kind kind, byte[] file, IndexBounds bounds) {
        assertThatThrownBy(() -> read(file, "", bounds))
                .isInstanceOfSatisfying(
                        IndexFormatException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @ParameterizedTest
    @EnumSource
    void textComesOutAsItWentIn(Compression way) throws IOException {
        assertThat(read(compress(way, TEXT))).isEqualTo(TEXT);
        assertThat(read(compress(way, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZCHUNK")
    void membersFollowEachOther(Compression way) throws IOException {
        byte[] member = compress(way, TEXT);

        assertThat(read(join(member, member))).isEqualTo(join(TEXT, TEXT));
    }

    @ParameterizedTest
    @CsvSource({"a.gz,GZIP", "a.xz,XZ", "a.zst,ZSTD", "a.bz2,BZIP2", "a.zck,ZCHUNK", "gz,", "Packages,", "a.GZ,"})
    void nameStatesTheCompression(String name, Compression way) {
        assertThat(Compression.ofName(name).orElse(null)).isEqualTo(way);
    }

    @Test
    void nameThatStatesAnotherCompressionIsAnError() throws IOException {
        byte[] gzip = compress(Compression.GZIP, TEXT);
        assertThat(read(gzip, "Packages.gz", RecordingSink.BOUNDS)).isEqualTo(TEXT);
        assertThatThrownBy(() -> read(gzip, "Packages.xz", RecordingSink.BOUNDS))
                .isInstanceOf(IndexFormatException.class);
        assertThatThrownBy(() -> read(TEXT, "Packages.gz", RecordingSink.BOUNDS))
                .isInstanceOf(IndexFormatException.class);
        assertThatThrownBy(() -> read(new byte[0], "Packages.gz", RecordingSink.BOUNDS))
                .isInstanceOf(IndexFormatException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void fileCutAnywhereIsNoText(Compression way) throws IOException {
        byte[] file = compress(way, TEXT);
        String name = "Packages" + suffix(way);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut, name, RecordingSink.BOUNDS))
                    .as("%d of %d bytes", length, file.length)
                    .isInstanceOf(IndexFormatException.class);
        }
    }

    private static String suffix(Compression way) {
        return switch (way) {
            case NONE -> "";
            case GZIP -> ".gz";
            case XZ -> ".xz";
            case ZSTD -> ".zst";
            case BZIP2 -> ".bz2";
            case ZCHUNK -> ".zck";
        };
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void fileDamagedAnywhereIsTheSameTextOrNone(Compression way) throws IOException {
        byte[] file = compress(way, TEXT);
        for (int i = 0; i < file.length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] damaged = file.clone();
                damaged[i] ^= (byte) flip;
                try {
                    assertThat(read(damaged, "Packages" + suffix(way), RecordingSink.BOUNDS))
                            .as("byte %d", i)
                            .isEqualTo(TEXT);
                } catch (IOException e) {
                    assertThat(e).isInstanceOf(IndexFormatException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bytesAfterTheEndAreAnError(Compression way) throws IOException {
        byte[] file = compress(way, TEXT);
        for (String rest : new String[] {"x", "garbage that is longer than any header", "\u001f"}) {
            byte[] longer = join(file, rest.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> read(longer)).as(rest).isInstanceOf(IndexFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sizesAreBounded(Compression way) throws IOException {
        byte[] file = compress(way, TEXT);
        assertThat(read(file, "", new IndexBounds(file.length, TEXT.length, 1, 1, 1)))
                .isEqualTo(TEXT);
        assertFails(Kind.COMPRESSED_TOO_LARGE, file, new IndexBounds(file.length - 1, TEXT.length, 1, 1, 1));
        assertFails(Kind.TOO_LARGE, file, new IndexBounds(file.length, TEXT.length - 1, 1, 1, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void ratioIsBounded(Compression way) throws IOException {
        byte[] text = new byte[2 * MEBIBYTE];
        byte[] file = compress(way, text);
        int ratio = (text.length + file.length - 1) / file.length;
        assertThat(read(file, "", new IndexBounds(MEBIBYTE, text.length, 1, 1, ratio)))
                .hasSize(text.length);
        assertFails(Kind.RATIO_TOO_HIGH, file, new IndexBounds(MEBIBYTE, text.length, 1, 1, ratio - 1));
        byte[] smaller = compress(way, new byte[MEBIBYTE]);
        assertThat(read(smaller, "", new IndexBounds(MEBIBYTE, text.length, 1, 1, 1)))
                .hasSize(MEBIBYTE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bombEndsAtTheBounds(Compression way) throws IOException {
        byte[] bomb = compress(way, new byte[16 * MEBIBYTE]);
        assertFails(Kind.RATIO_TOO_HIGH, bomb, IndexBounds.LISTING);
    }

    @Test
    void decoderMemoryIsBounded() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        // The block header's dictionary size, one byte, is made larger in place: a real encoder needs 1.5 GiB.
        try (OutputStream out = new XZOutputStream(file, new LZMA2Options(0))) {
            out.write(TEXT);
        }
        byte[] xz = file.toByteArray();
        assertThat(read(xz)).isEqualTo(TEXT);
        int dictionary = 16;
        xz[dictionary] = 30;
        CRC32 crc = new CRC32();
        crc.update(xz, 12, 8);
        for (int i = 0; i < 4; i++) {
            xz[20 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        assertFails(Kind.TOO_MUCH_MEMORY, xz, RecordingSink.BOUNDS);
    }

    @Test
    void gzipHeaderMayHaveEveryOptionalField() throws IOException {
        byte[] plain = compress(Compression.GZIP, TEXT);
        byte[] header = {0x1f, (byte) 0x8b, 8, 30, 0, 0, 0, 0, 0, 0, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2};

        assertThat(read(join(header, Arrays.copyOfRange(plain, 10, plain.length))))
                .isEqualTo(TEXT);
    }

    @Test
    void exceptionOfTheFileIsPassedOnAndTheFileLeftOpen() throws IOException {
        byte[] gzip = compress(Compression.GZIP, TEXT);
        IOException broken = new IOException("broken");
        boolean[] closed = new boolean[1];
        InputStream file = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given == gzip.length / 2) {
                    throw broken;
                }
                return gzip[given++] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                target[offset] = (byte) read();
                return 1;
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (InputStream in = Compression.open(file, "", RecordingSink.BOUNDS)) {
            assertThatThrownBy(in::readAllBytes).isSameAs(broken);
        }
        assertThat(closed[0]).isFalse();
    }
}
