package org.intelligentmirror.kind;

import java.nio.ByteBuffer;

/**
 * Index files of repositories that are named by the SHA-256 of their bytes. They have no common beginning: the digest
 * in their URL is what they are checked against, and only {@link Kinds#forHashNamedIndex} gives this kind to a URL.
 */
final class IndexFileKind implements PackageKind {
    @Override
    public String type() {
        return "index";
    }

    @Override
    public boolean matches(String fileName) {
        return false;
    }

    @Override
    public int magicLength() {
        return 1;
    }

    @Override
    public boolean looksRight(ByteBuffer start) {
        return start.hasRemaining();
    }

    @Override
    public boolean storableUnvouched() {
        return false;
    }
}
