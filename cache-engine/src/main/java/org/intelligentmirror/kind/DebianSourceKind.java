package org.intelligentmirror.kind;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * The files of a Debian source package. They have no common beginning, so only a digest tells one from an error page:
 * they are kept only when one is vouched.
 */
final class DebianSourceKind implements PackageKind {
    private static final Pattern NAME =
            Pattern.compile("\\.dsc$|\\.(orig|debian)(-[^/]+)?\\.tar\\.[a-z0-9]+$", Pattern.CASE_INSENSITIVE);

    @Override
    public String type() {
        return "deb";
    }

    @Override
    public boolean matches(String fileName) {
        return NAME.matcher(fileName).find();
    }

    @Override
    public int magicLength() {
        return 1;
    }

    /** Refuses mark-up, which none of these files begins with. */
    @Override
    public boolean looksRight(ByteBuffer start) {
        return start.hasRemaining() && start.get(start.position()) != '<';
    }

    @Override
    public boolean storableUnvouched() {
        return false;
    }
}
