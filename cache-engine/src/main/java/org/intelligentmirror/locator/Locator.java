package org.intelligentmirror.locator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A normalised URL: where content is found, never what it is. Two spellings of one resource (case of scheme and host,
 * default port, {@code %2B} for {@code +}, unreserved escapes, fragment) are one locator; anything whose meaning a
 * normaliser could change is refused by {@link LocatorParser}, or kept as it is: {@code /a/./b} is another locator than
 * {@code /a/b}. Immutable; equal when {@link #url} is.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, without a trailing dot; an IPv6 literal in brackets
 * @param port 1 to 65535, the scheme's default filled in
 * @param path begins with a slash; escapes in upper case
 * @param query what followed the question mark, unchanged; empty if there was none
 */
public record Locator(String scheme, String host, int port, String path, Optional<String> query) {
    /** The normal form, default port left out. */
    public String url() {
        return origin() + path + query.map(q -> "?" + q).orElse("");
    }

    /** Scheme, host and port, the default port left out. */
    private String origin() {
        boolean defaultPort = port == ("https".equals(scheme) ? 443 : 80);
        return scheme + "://" + host + (defaultPort ? "" : ":" + port);
    }

    /**
     * {@link #url} without query and without segments of one dot (RFC 3986 section 6.2.2.3): where in a repository it
     * lies. Nothing is asked for, stored or found under it.
     */
    public String place() {
        String place = path;
        while (place.contains("/./")) {
            place = place.replace("/./", "/");
        }
        return origin() + place;
    }

    /** The last path segment, still escaped: what the rule of 2008 goes by. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * The last path segment with its escapes decoded as UTF-8; left as it is if they decode to anything that is not
     * UTF-8, or to a control character.
     */
    public String decodedFileName() {
        String escaped = fileName();
        if (escaped.indexOf('%') < 0) {
            return escaped;
        }
        ByteBuffer octets = ByteBuffer.allocate(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%' && i + 2 < escaped.length()) {
                octets.put((byte) HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                octets.put((byte) c);
            }
        }
        try {
            String name =
                    StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
            return name.chars().anyMatch(Character::isISOControl) ? escaped : name;
        } catch (CharacterCodingException e) {
            return escaped;
        }
    }

    @Override
    public String toString() {
        return url();
    }
}
