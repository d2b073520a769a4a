package org.intelligentmirror.kind;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** RPM packages and delta RPMs; a delta begins with an rpm lead or, in its bare form, with {@code drpm}. */
final class RpmKind implements PackageKind {
    private static final Pattern NAME = Pattern.compile("\\.(rpm|drpm)$", Pattern.CASE_INSENSITIVE);
    private static final FileMagic LEAD = new FileMagic((byte) 0xED, (byte) 0xAB, (byte) 0xEE, (byte) 0xDB);
    private static final FileMagic BARE_DELTA = new FileMagic("drpm".getBytes(StandardCharsets.US_ASCII));

    @Override
    public String type() {
        return "rpm";
    }

    @Override
    public boolean matches(String fileName) {
        return NAME.matcher(fileName).find();
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
