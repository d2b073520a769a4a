package org.intelligentmirror.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.intelligentmirror.config.OwnSecret;

/** The bearer token of the admin API, kept in a file only its owner can read. Immutable; prints as nothing. */
public final class AdminToken {
    /** Fewest characters an operator's own token may have. */
    static final int MIN_LENGTH = 16;

    private final byte[] token;

    private AdminToken(byte[] token) {
        this.token = token;
    }

    /**
     * The token in {@code file}; a new random one is put there first if the file is missing. Blocks.
     *
     * @throws IOException as {@link OwnSecret#loadOrCreate} does
     */
    public static AdminToken loadOrCreate(Path file, SecureRandom random) throws IOException {
        return new AdminToken(OwnSecret.loadOrCreate(file, MIN_LENGTH, random).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether {@code presented} is this token; takes the same time wherever they differ. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(token, presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AdminToken[hidden]";
    }
}
