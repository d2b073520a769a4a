package org.intelligentmirror.icap;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the head of an ICAP request: request line, then header fields, then the HTTP heads. Pure; stateless. */
final class RequestHeadParser {
    private static final String VERSION = "ICAP/1.0";

    /** A request line that made sense. */
    record RequestLine(IcapMethod method, String servicePath) {}

    private final IcapLimits limits;

    RequestHeadParser(IcapLimits limits) {
        this.limits = limits;
    }

    /**
     * The version is judged first: whatever is not exactly {@code ICAP/1.0} is not from an ICAP client, and a proxy's
     * client may be behind it.
     */
    static RequestLine requestLine(String line) throws IcapProtocolException {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3) {
            throw IcapProtocolException.bad("a request line that is not three words");
        }
        if (!parts[2].equals(VERSION)) {
            boolean someVersion = parts[2].matches("[A-Za-z]{1,16}/\\d{1,9}\\.\\d{1,9}");
            throw new IcapProtocolException(
                    someVersion ? IcapStatus.VERSION_NOT_SUPPORTED : IcapStatus.BAD_REQUEST,
                    "a request line that does not end in " + VERSION);
        }
        if (parts[0].isEmpty() || !parts[0].chars().allMatch(HeaderFields::isTokenChar)) {
            throw IcapProtocolException.bad("a method that is no token");
        }
        IcapMethod method = IcapMethod.of(parts[0])
                .orElseThrow(() -> new IcapProtocolException(
                        IcapStatus.NOT_IMPLEMENTED, "a method that is neither OPTIONS, REQMOD nor RESPMOD"));
        return new RequestLine(method, servicePath(parts[1]));
    }

    private static String servicePath(String target) throws IcapProtocolException {
        if (target.equals("*")) {
            return target;
        }
        try {
            URI uri = new URI(target);
            String scheme = uri.getScheme();
            boolean icap = scheme != null
                    && (scheme.equalsIgnoreCase("icap") || scheme.equalsIgnoreCase("icaps"))
                    && uri.getRawAuthority() != null;
            boolean pathOnly = scheme == null && uri.getRawAuthority() == null && target.startsWith("/");
            if (icap || pathOnly) {
                String path = uri.getRawPath();
                return path.isEmpty() ? "/" : path;
            }
        } catch (URISyntaxException e) {
            // The same answer as for any other target that is no ICAP URI.
        }
        throw IcapProtocolException.bad("a request URI that is no icap: URI");
    }

    HeaderFields fields(byte[] block) throws IcapProtocolException {
        return HeaderFields.parse(block, 0, block.length, limits.headerFields());
    }

    Encapsulated encapsulated(IcapMethod method, HeaderFields headers) throws IcapProtocolException {
        if (headers.all("Host").size() != 1) {
            throw IcapProtocolException.bad("a request without exactly one Host header");
        }
        List<String> values = headers.all("Encapsulated");
        if (values.isEmpty() && method == IcapMethod.OPTIONS) {
            return Encapsulated.NOTHING;
        }
        if (values.size() != 1) {
            throw IcapProtocolException.bad("a request without exactly one Encapsulated header");
        }
        return Encapsulated.parse(values.get(0), method, limits);
    }

    IcapRequest request(RequestLine line, HeaderFields headers, Encapsulated parts, byte[] heads)
            throws IcapProtocolException {
        Optional<HttpHead> request = Optional.empty();
        Optional<HttpHead> response = Optional.empty();
        int split = parts.requestHeadBytes();
        if (split > 0) {
            request = Optional.of(HttpHead.request(java.util.Arrays.copyOf(heads, split), limits));
        }
        if (parts.responseHeadBytes() > 0) {
            byte[] raw = java.util.Arrays.copyOfRange(heads, split, heads.length);
            response = Optional.of(HttpHead.response(raw, limits));
        }
        return new IcapRequest(
                line.method(),
                line.servicePath(),
                headers,
                request,
                response,
                parts.hasBody(),
                preview(headers),
                lists(headers, "Allow", "204"),
                lists(headers, "Connection", "close"));
    }

    private OptionalInt preview(HeaderFields headers) throws IcapProtocolException {
        List<String> values = headers.all("Preview");
        if (values.isEmpty()) {
            return OptionalInt.empty();
        }
        String digits = values.get(0);
        boolean number =
                !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (values.size() > 1 || !number || Integer.parseInt(digits) > limits.previewBytes()) {
            throw IcapProtocolException.bad("a Preview header that is no number up to " + limits.previewBytes());
        }
        return OptionalInt.of(Integer.parseInt(digits));
    }

    private static boolean lists(HeaderFields headers, String name, String member) {
        for (String value : headers.all(name)) {
            for (String each : value.split(",", -1)) {
                if (each.trim().toLowerCase(Locale.ROOT).equals(member)) {
                    return true;
                }
            }
        }
        return false;
    }
}
