package org.intelligentmirror.store;

import java.io.IOException;
import java.util.Locale;

/** Translates the platform's file errors, which tell a full disk from others by their text only. */
public final class StoreFaults {
    private StoreFaults() {}

    /** The fault met while {@code doing}. */
    public static StoreException translate(String doing, IOException cause) {
        StoreException.Kind kind = isFull(cause) ? StoreException.Kind.FULL : StoreException.Kind.IO;
        return new StoreException(kind, doing + ": " + FileFaultText.of(cause), cause);
    }

    private static boolean isFull(IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
