package org.intelligentmirror.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Bodies that begin as packages do and go on at random; no two are alike. */
final class Samples {
    private static final AtomicLong SEED = new AtomicLong();

    private Samples() {}

    static byte[] deb(int size) {
        byte[] bytes = noise(size);
        byte[] start = "!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n"
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, bytes, 0, Math.min(size, start.length));
        return bytes;
    }

    static byte[] rpm(int size) {
        byte[] bytes = noise(size);
        byte[] lead = new byte[104];
        byte[] magic = HexFormat.of().parseHex("edabeedb0300");
        byte[] header = HexFormat.of().parseHex("8eade80100000000");
        System.arraycopy(magic, 0, lead, 0, magic.length);
        System.arraycopy(header, 0, lead, 96, header.length);
        System.arraycopy(lead, 0, bytes, 0, Math.min(size, lead.length));
        return bytes;
    }

    static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(SEED.incrementAndGet()).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        return digest("SHA256", bytes);
    }

    /** The digest in lower-case hexadecimal digits; the algorithm as apt's indexes call it. */
    static String digest(String algorithm, byte[] bytes) {
        try {
            String name = algorithm.replace("SHA", "SHA-");
            return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
