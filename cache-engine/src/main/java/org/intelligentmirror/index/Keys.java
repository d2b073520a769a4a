package org.intelligentmirror.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.intelligentmirror.store.Sha256;

/** Short keys of long texts. Whoever looks up by one compares the text as well. */
final class Keys {
    private static final int LOCATOR_KEY_BYTES = 16;

    private Keys() {}

    static byte[] ofUrl(String url) {
        return Arrays.copyOf(digest(url), LOCATOR_KEY_BYTES);
    }

    static long ofName(String name) {
        return ByteBuffer.wrap(digest(name)).getLong();
    }

    private static byte[] digest(String text) {
        return Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
