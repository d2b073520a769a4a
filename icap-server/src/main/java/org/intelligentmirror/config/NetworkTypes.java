package org.intelligentmirror.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Types that name a place in a network. */
final class NetworkTypes {
    private static final Pattern LISTEN =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9.-]{1,253})):(\\d{1,5})");

    private NetworkTypes() {}

    /** {@code host:port}, an IPv6 literal in brackets. */
    static final KeyType<ListenAddress> LISTEN_ADDRESS = new KeyType<>() {
        @Override
        public String describe() {
            return "address:port, an IPv6 address in brackets; port 0 lets the system choose";
        }

        @Override
        public Optional<ListenAddress> read(JsonNode node, ValueContext at) {
            Matcher form = LISTEN.matcher(node.isString() ? node.asString() : "");
            if (!form.matches() || Integer.parseInt(form.group(3)) > 65535) {
                return at.refuse("must be address:port such as \"127.0.0.1:1344\" or \"[::1]:1344\", not "
                        + KeyType.shown(node));
            }
            String literal = form.group(1);
            if (literal != null && Cidr.parse(literal).isEmpty()) {
                return at.refuse("has no IPv6 address in its brackets: " + KeyType.shown(node));
            }
            String host = literal == null ? form.group(2) : literal;
            return Optional.of(new ListenAddress(host, Integer.parseInt(form.group(3))));
        }

        @Override
        public String render(ListenAddress value) {
            return KeyType.string(value.toString());
        }
    };

    /** A block of addresses. */
    static final KeyType<Cidr> CIDR = new KeyType<>() {
        @Override
        public String describe() {
            return "an address block such as 10.0.0.0/8, or a single address";
        }

        @Override
        public Optional<Cidr> read(JsonNode node, ValueContext at) {
            Optional<Cidr> block = node.isString() ? Cidr.parse(node.asString()) : Optional.empty();
            return block.isPresent()
                    ? block
                    : at.refuse("must be an address block such as \"10.0.0.0/8\" with no bit set past its prefix, not "
                            + KeyType.shown(node));
        }

        @Override
        public String render(Cidr value) {
            return KeyType.string(value.toString());
        }
    };

    /** An absolute {@code http:} URL without query and fragment. User-info is allowed, and never shown. */
    static final KeyType<URI> PROXY = new UrlType("an http:// URL", Set.of("http"), true, false);

    /** An absolute {@code http:} URL of this server. */
    static final KeyType<URI> OWN_URL = new UrlType("an http:// URL without a path", Set.of("http"), false, false);

    /** A repository's root. */
    static final KeyType<URI> ROOT =
            new UrlType("an http:// or https:// URL that ends in a slash", Set.of("http", "https"), false, true);

    private record UrlType(String describe, Set<String> schemes, boolean userInfo, boolean root)
            implements KeyType<URI> {
        @Override
        public Optional<URI> read(JsonNode node, ValueContext at) {
            // What was written is not repeated: it may hold a password.
            String refusal = "must be " + describe + (userInfo ? "" : " without user name");
            if (!node.isString() || node.asString().length() > PlainTypes.MAX_TEXT) {
                return at.refuse(refusal + " of at most " + PlainTypes.MAX_TEXT + " characters");
            }
            try {
                URI url = new URI(node.asString());
                return isRight(url) ? Optional.of(url) : at.refuse(refusal);
            } catch (URISyntaxException e) {
                return at.refuse(refusal + "; character " + (e.getIndex() + 1) + " is wrong");
            }
        }

        private boolean isRight(URI url) {
            String path = url.getRawPath();
            boolean place = root ? path != null && path.endsWith("/") : "".equals(path) || "/".equals(path);
            return url.getScheme() != null
                    && schemes.contains(url.getScheme())
                    && url.getHost() != null
                    && url.getPort() <= 65535
                    && url.getPort() != 0
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && (userInfo || url.getRawUserInfo() == null)
                    && place;
        }

        @Override
        public String render(URI value) {
            String text = value.toString();
            String secret = value.getRawUserInfo();
            return KeyType.string(secret == null ? text : text.replace(secret + "@", "***@"));
        }
    }
}
