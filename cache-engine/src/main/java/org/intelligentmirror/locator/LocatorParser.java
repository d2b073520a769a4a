package org.intelligentmirror.locator;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings absolute URLs into the one form of {@link Locator}, and refuses those whose meaning that could change.
 *
 * <p>Parsing the {@link Locator#url} of a locator gives that locator again. What is refused is not an error: such a
 * request is none of this cache's business. The query is kept as it is: its syntax belongs to the origin.
 */
public final class LocatorParser {
    /** Longest URL accepted, before and after normalisation, in characters. */
    public static final int MAX_LENGTH = 8192;

    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    /**
     * Characters that mean the same escaped or not in a path (RFC 3986 section 3.3). The semicolon is left out: some
     * servers cut a segment's parameters off at a bare one only.
     */
    private static final String LITERAL_IN_PATH = "-._~!$&'()*+,=:@";

    /** A segment of one dot that is not written as such. */
    private static final Pattern ESCAPED_DOT = Pattern.compile("/%2e(/|$)", Pattern.CASE_INSENSITIVE);

    private LocatorParser() {}

    /** The locator {@code absoluteUrl} stands for; empty if the URL is refused. */
    public static Optional<Locator> parse(String absoluteUrl) {
        if (absoluteUrl.length() > MAX_LENGTH || !isVisibleAscii(absoluteUrl)) {
            return Optional.empty();
        }
        int fragment = absoluteUrl.indexOf('#');
        String url = fragment < 0 ? absoluteUrl : absoluteUrl.substring(0, fragment);
        Optional<String> scheme = schemeOf(url);
        if (scheme.isEmpty()) {
            return Optional.empty();
        }
        int authorityStart = scheme.get().length() + "://".length();
        int authorityEnd = authorityEnd(url, authorityStart);
        String authority = url.substring(authorityStart, authorityEnd);
        int queryMark = url.indexOf('?', authorityEnd);
        String rawPath = url.substring(authorityEnd, queryMark < 0 ? url.length() : queryMark);
        Optional<String> query = queryMark < 0 ? Optional.empty() : Optional.of(url.substring(queryMark + 1));

        Optional<String> host = hostOf(authority);
        int port = portOf(authority, scheme.get());
        Optional<String> path = normalPath(rawPath.isEmpty() ? "/" : rawPath);
        if (host.isEmpty() || port < 1 || path.isEmpty()) {
            return Optional.empty();
        }
        Locator locator = new Locator(scheme.get(), host.get(), port, path.get(), query);
        return locator.url().length() > MAX_LENGTH ? Optional.empty() : Optional.of(locator);
    }

    /** Whether the authority of {@code absoluteUrl} carries user-info, however malformed the rest is. */
    public static boolean hasUserInfo(String absoluteUrl) {
        int start = absoluteUrl.indexOf("://");
        if (start < 0) {
            return false;
        }
        int authorityStart = start + "://".length();
        int at = absoluteUrl.indexOf('@', authorityStart);
        return at >= 0 && at < authorityEnd(absoluteUrl, authorityStart);
    }

    private static int authorityEnd(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return url.length();
    }

    private static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static Optional<String> schemeOf(String url) {
        int end = url.indexOf("://");
        if (end < 0) {
            return Optional.empty();
        }
        String scheme = url.substring(0, end).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? Optional.of(scheme) : Optional.empty();
    }

    /** Index of the colon before the port, or the length of the authority if there is none. */
    private static int portColon(String authority) {
        int colon = authority.indexOf(':', authority.startsWith("[") ? authority.indexOf(']') + 1 : 0);
        return colon < 0 ? authority.length() : colon;
    }

    private static Optional<String> hostOf(String authority) {
        String host = authority.substring(0, portColon(authority)).toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            boolean literal = host.length() > 4
                    && host.endsWith("]")
                    && host.indexOf(':') > 0
                    && host.substring(1, host.length() - 1).chars().allMatch(LocatorParser::isIpv6Character);
            return literal && host.length() <= MAX_HOST_LENGTH ? Optional.of(host) : Optional.empty();
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        boolean legal = !host.isEmpty()
                && host.length() <= MAX_HOST_LENGTH
                && !host.startsWith(".")
                && !host.endsWith(".")
                && !host.contains("..")
                && host.chars().allMatch(LocatorParser::isHostCharacter);
        return legal ? Optional.of(host) : Optional.empty();
    }

    private static boolean isIpv6Character(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
    }

    private static boolean isHostCharacter(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    }

    /** The port, the scheme's default if none is written; 0 if what is written is no port. */
    private static int portOf(String authority, String scheme) {
        int colon = portColon(authority);
        if (colon >= authority.length() - 1) {
            return scheme.equals("https") ? 443 : 80;
        }
        String digits = authority.substring(colon + 1);
        if (digits.length() > MAX_PORT_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        return port <= MAX_PORT ? port : 0;
    }

    private static Optional<String> normalPath(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                return Optional.empty();
            }
            if (c != '%') {
                appendRaw(out, c);
                continue;
            }
            if (i + 2 >= raw.length()
                    || !HexFormat.isHexDigit(raw.charAt(i + 1))
                    || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                return Optional.empty();
            }
            int octet = HexFormat.fromHexDigits(raw, i + 1, i + 3);
            i += 2;
            if (octet < ' ' || octet == 0x7f || octet == '/' || octet == '\\') {
                return Optional.empty();
            }
            appendOctet(out, octet);
        }
        String path = out.toString();
        return hasUnsafeSegment(path) || ESCAPED_DOT.matcher(raw).find() ? Optional.empty() : Optional.of(path);
    }

    /** Visible characters that have no place in a path, such as the caret in rpm versions, get their escape. */
    private static void appendRaw(StringBuilder out, char c) {
        if (c == '/' || c == ';') {
            out.append(c);
        } else {
            appendOctet(out, c);
        }
    }

    private static void appendOctet(StringBuilder out, int octet) {
        boolean alphanumeric =
                (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
        if (alphanumeric || LITERAL_IN_PATH.indexOf(octet) >= 0) {
            out.append((char) octet);
        } else {
            out.append('%').append(UPPER_HEX.toHexDigits((byte) octet));
        }
    }

    /** A plain dot is none, but in the end: apt sends it for {@code deb http://host/directory ./}. It stays there. */
    private static boolean hasUnsafeSegment(String path) {
        if (!path.startsWith("/")) {
            return true;
        }
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            boolean last = end < 0;
            String segment = path.substring(start, last ? path.length() : end);
            if ((segment.equals(".") && last) || segment.equals("..") || (segment.isEmpty() && !last)) {
                return true;
            }
            if (last) {
                return false;
            }
            start = end + 1;
        }
        return false;
    }
}
