package org.intelligentmirror.http;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.config.HttpConfig;

/**
 * The names this listener answers to: what {@code http.listen} and {@code http.advertise} say, the address a connection
 * came in on, and on loopback its usual names. Any other name is somebody else's, or a rebound DNS name in a browser.
 */
final class HostNames {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final Set<String> WILDCARD = Set.of("0.0.0.0", "::");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;

    private final String listenHost;
    private final Optional<Authority> advertised;

    HostNames(HttpConfig config) {
        this.listenHost = config.listen().host().toLowerCase(Locale.ROOT);
        this.advertised = config.advertise().flatMap(HostNames::authorityOf);
    }

    /** Whether {@code authority}, {@code host} or {@code host:port}, names us to who connects to {@code local}. */
    boolean isUs(String authority, InetSocketAddress local) {
        Optional<Authority> parsed = parse(authority, HTTP_PORT);
        if (parsed.isEmpty()) {
            return false;
        }
        String host = parsed.get().host();
        if (parsed.equals(advertised)) {
            return true;
        }
        if (parsed.get().port() != local.getPort() || WILDCARD.contains(host)) {
            return false;
        }
        if (host.equals(listenHost) || (local.getAddress().isLoopbackAddress() && LOOPBACK.contains(host))) {
            return true;
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        return literal != null && Arrays.equals(literal, local.getAddress().getAddress());
    }

    private static Optional<Authority> authorityOf(URI uri) {
        String raw = uri.getRawAuthority();
        return raw == null
                ? Optional.empty()
                : parse(raw, "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT);
    }

    private static Optional<Authority> parse(String authority, int defaultPort) {
        int colon = authority.indexOf(':', authority.startsWith("[") ? Math.max(authority.indexOf(']'), 0) : 0);
        int hostEnd = colon < 0 ? authority.length() : colon;
        String host = authority.substring(0, hostEnd).toLowerCase(Locale.ROOT);
        String port = authority.substring(hostEnd);
        if (host.isEmpty() || !(port.isEmpty() || port.matches(":\\d{1,5}"))) {
            return Optional.empty();
        }
        int number = port.isEmpty() ? defaultPort : Integer.parseInt(port.substring(1));
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return number < 1 || number > MAX_PORT ? Optional.empty() : Optional.of(new Authority(bare, number));
    }

    /** A host without brackets, and a port. */
    private record Authority(String host, int port) {}
}
