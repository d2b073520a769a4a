package org.intelligentmirror.evidence;

import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.Sha256;

/**
 * The SHA-256 a URL carries for the content it names, in the shapes repositories use:
 *
 * <ul>
 *   <li>{@code …/by-hash/SHA256/<hex>} (Debian's Acquire-By-Hash)
 *   <li>{@code …/repodata/<hex>-primary.xml.zst} (rpm-md)
 *   <li>{@code …/sha256/<hex>/<name>}, which also covers {@code by-hash/SHA256/<hex>/<name>}
 *   <li>{@code …/sha256:<hex>/<name>}
 * </ul>
 */
public final class UrlDigests {
    private static final String PREFIX = "sha256:";

    private UrlDigests() {}

    /** The digest the path of {@code locator} states; empty if it states none. The query is not looked at. */
    public static Optional<Sha256> of(Locator locator) {
        String[] segments = locator.path().split("/", -1);
        String last = segments[segments.length - 1];
        String second = fromEnd(segments, 1);
        String third = fromEnd(segments, 2);
        if (second.equalsIgnoreCase("sha256") && third.equals("by-hash")) {
            return Sha256.parse(last);
        }
        if (second.equals("repodata") && last.length() > Sha256.LENGTH_HEX && last.charAt(Sha256.LENGTH_HEX) == '-') {
            return Sha256.parse(last.substring(0, Sha256.LENGTH_HEX));
        }
        if (last.isEmpty()) {
            return Optional.empty();
        }
        if (third.equalsIgnoreCase("sha256")) {
            return Sha256.parse(second);
        }
        return second.startsWith(PREFIX) ? Sha256.parse(second.substring(PREFIX.length())) : Optional.empty();
    }

    private static String fromEnd(String[] segments, int distance) {
        int index = segments.length - 1 - distance;
        return index < 0 ? "" : segments[index];
    }
}
