package org.intelligentmirror.repository;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes zchunk files. */
final class ZchunkFile {
    private static final String[] SUMS = {"SHA-1", "SHA-256", "SHA-512", "SHA-512"};
    private static final int[] LENGTHS = {20, 32, 64, 16};

    private final int sum;
    private final byte[] dictionary;
    private final List<byte[]> chunks = new ArrayList<>();
    int flags;
    int compression = 2;
    /** Added to what the index says of the last chunk's decompressed length. */
    int lie;

    /** @param sum number of the checksum used throughout */
    ZchunkFile(int sum, byte[] dictionary) {
        this.sum = sum;
        this.dictionary = dictionary;
    }

    static byte[] of(byte[] dictionary, byte[]... chunks) {
        ZchunkFile file = new ZchunkFile(1, dictionary);
        file.chunks.addAll(Arrays.asList(chunks));
        return file.bytes();
    }

    ZchunkFile add(byte[] chunk) {
        chunks.add(chunk);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        number(index, sum);
        number(index, chunks.size() + 1L);
        byte[] packed = pack(dictionary, new byte[0]);
        describe(index, packed, dictionary.length);
        body.writeBytes(packed);
        for (int i = 0; i < chunks.size(); i++) {
            byte[] stored = pack(chunks.get(i), dictionary);
            describe(index, stored, chunks.get(i).length + (i == chunks.size() - 1 ? lie : 0));
            body.writeBytes(stored);
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(sum(body.toByteArray()));
        number(header, flags);
        number(header, compression);
        number(header, index.size());
        header.writeBytes(index.toByteArray());
        number(header, 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {0, 'Z', 'C', 'K', '1'});
        number(file, sum);
        number(file, header.size());
        byte[] lead = file.toByteArray();
        file.writeBytes(sum(lead, header.toByteArray()));
        file.writeBytes(header.toByteArray());
        file.writeBytes(body.toByteArray());
        return file.toByteArray();
    }

    private byte[] pack(byte[] plain, byte[] with) {
        if (plain.length == 0 || compression == 0) {
            return plain;
        }
        return with.length == 0 ? Zstd.compress(plain) : Zstd.compressUsingDict(plain, with, 3);
    }

    private void describe(ByteArrayOutputStream index, byte[] stored, int plain) {
        index.writeBytes(stored.length == 0 ? new byte[LENGTHS[sum]] : sum(stored));
        number(index, stored.length);
        number(index, plain);
    }

    private byte[] sum(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(SUMS[sum]);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Arrays.copyOf(digest.digest(), LENGTHS[sum]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.write((int) (left & 0x7f));
            left >>= 7;
        }
        out.write((int) (left | 0x80));
    }
}
