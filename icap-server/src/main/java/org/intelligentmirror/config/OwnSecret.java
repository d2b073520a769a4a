package org.intelligentmirror.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * A secret of the server itself: one line in a file that only its owner can read, made of random bytes where there is
 * none.
 */
public final class OwnSecret {
    /** Most characters a secret may have. */
    public static final int MAX_LENGTH = 256;

    private static final int RANDOM_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnSecret() {}

    /**
     * The secret in {@code file}; a new one of 43 characters is put there first if the file is missing. Blocks.
     *
     * @param minLength fewest characters an operator's own secret may have
     * @throws IOException if the file cannot be read or made, can be read or written by others than its owner, or holds
     *     no secret; the message says which and names the file
     */
    public static String loadOrCreate(Path file, int minLength, SecureRandom random) throws IOException {
        try {
            return load(file, minLength);
        } catch (NoSuchFileException e) {
            create(file, random);
            return load(file, minLength);
        }
    }

    private static String load(Path file, int minLength) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": must be readable and writable by its owner alone; chmod 600 it");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_LENGTH + 3);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (text.length() < minLength || text.length() > MAX_LENGTH || !visible) {
            throw new IOException(file + ": must hold one line of " + minLength + " to " + MAX_LENGTH
                    + " visible ASCII characters; remove it to have a new one made");
        }
        return text;
    }

    /** Never readable for others, not for an instant, and never seen half written. */
    private static void create(Path file, SecureRandom random) throws IOException {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + ": not a file name");
        }
        Files.createDirectories(folder);
        Path temp = Files.createTempFile(folder, ".secret", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                channel.force(true);
            }
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
