package org.intelligentmirror.kind;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Debian binary packages: an ar archive whose first member is {@code debian-binary} (deb(5)). */
final class DebKind implements PackageKind {
    private static final Suffixes NAMES = Suffixes.of(".deb", ".udeb", ".ddeb");
    private static final FileMagic ARCHIVE =
            new FileMagic("!<arch>\ndebian-binary".getBytes(StandardCharsets.US_ASCII));

    @Override
    public String type() {
        return "deb";
    }

    @Override
    public boolean matches(String fileName) {
        return NAMES.end(fileName);
    }

    @Override
    public int magicLength() {
        return ARCHIVE.length();
    }

    @Override
    public boolean looksRight(ByteBuffer start) {
        return ARCHIVE.begins(start);
    }
}
