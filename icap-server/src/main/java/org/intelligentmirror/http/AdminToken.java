package org.intelligentmirror.http;

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
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** The bearer token of the admin API, kept in a file only its owner can read. Immutable; prints as nothing. */
public final class AdminToken {
    /** Fewest characters an operator's own token may have. */
    static final int MIN_LENGTH = 16;

    /** Most characters a token may have. */
    static final int MAX_LENGTH = 256;

    private static final int RANDOM_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] token;

    private AdminToken(byte[] token) {
        this.token = token;
    }

    /**
     * The token in {@code file}; a new random one is put there first if the file is missing. Blocks.
     *
     * @throws IOException if the file cannot be read or made, can be read or written by others than its owner, or holds
     *     no token; the message says which and names the file
     */
    public static AdminToken loadOrCreate(Path file, SecureRandom random) throws IOException {
        try {
            return load(file);
        } catch (NoSuchFileException e) {
            create(file, random);
            return load(file);
        }
    }

    /** Whether {@code presented} is this token; takes the same time wherever they differ. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(token, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static AdminToken load(Path file) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": must be readable and writable by its owner alone; chmod 600 it");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_LENGTH + 3);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH || !visible) {
            throw new IOException(file + ": must hold one line of " + MIN_LENGTH + " to " + MAX_LENGTH
                    + " visible ASCII characters; remove it to have a new token made");
        }
        return new AdminToken(text.getBytes(StandardCharsets.UTF_8));
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
        Path temp =
                Files.createTempFile(folder, ".admin-token", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
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

    @Override
    public String toString() {
        return "AdminToken[hidden]";
    }
}
