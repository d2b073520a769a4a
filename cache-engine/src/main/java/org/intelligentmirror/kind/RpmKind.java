package org.intelligentmirror.kind;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** RPM packages and delta RPMs; a delta begins with an rpm lead or, in its bare form, with {@code drpm}. */
final class RpmKind implements PackageKind {
    private static final Suffixes NAMES = Suffixes.of(".rpm", ".drpm");
    private static final FileMagic LEAD = new FileMagic((byte) 0xED, (byte) 0xAB, (byte) 0xEE, (byte) 0xDB);
    private static final FileMagic BARE_DELTA = new FileMagic("drpm".getBytes(StandardCharsets.US_ASCII));

    @Override
    public String type() {
        return "rpm";
    }

    @Override
    public boolean matches(String fileName) {
        return NAMES.end(fileName);
    }

    /** A delta's header is that of the package it makes: it says nothing of the delta's own bytes. */
    @Override
    public boolean mayProveItself(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(".rpm");
    }

    @Override
    public int magicLength() {
        return LEAD.length();
    }

    @Override
    public boolean looksRight(ByteBuffer start) {
        return LEAD.begins(start) || BARE_DELTA.begins(start);
    }
}
