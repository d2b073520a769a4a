package org.intelligentmirror.kind;

import java.nio.ByteBuffer;

/** The bytes every file of a kind begins with. */
final class FileMagic {
    private final byte[] bytes;

    FileMagic(byte... bytes) {
        this.bytes = bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    boolean begins(ByteBuffer start) {
        if (start.remaining() < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (start.get(start.position() + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
