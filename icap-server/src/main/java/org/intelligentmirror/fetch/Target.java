package org.intelligentmirror.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * A locator as something to connect to.
 *
 * @param host without brackets
 * @param literal the address, if the host is written as one
 */
record Target(Locator locator, String host, Optional<InetAddress> literal) {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern DOTTED = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** Ends like a number: some resolvers read {@code 2130706433}, {@code 127.1} or {@code 0x7f.1} as an address. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

    /**
     * The target {@code locator} names; empty if its host is an address in a form that means different things to
     * different programs, or stands for an IPv4 address that is not public.
     */
    static Optional<Target> of(Locator locator) {
        String host = locator.host();
        try {
            if (host.startsWith("[")) {
                String inner = host.substring(1, host.length() - 1);
                InetAddress address = InetAddress.getByName(inner);
                // Java turns an IPv4-mapped literal into IPv4 by itself.
                boolean hidden = address instanceof Inet4Address && AddressKind.of(address) != AddressKind.PUBLIC;
                return hidden ? Optional.empty() : Optional.of(new Target(locator, inner, Optional.of(address)));
            }
            if (DOTTED.matcher(host).matches()) {
                return Optional.of(new Target(locator, host, Optional.of(InetAddress.getByName(host))));
            }
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        return NUMERIC.matcher(host).matches()
                ? Optional.empty()
                : Optional.of(new Target(locator, host, Optional.empty()));
    }

    boolean isSecure() {
        return locator.scheme().equals("https");
    }

    int port() {
        return locator.port();
    }

    /** Host and port as {@code CONNECT} names them (RFC 9110 section 7.1). */
    String authority() {
        return locator.host() + ":" + locator.port();
    }

    /** Whether both are the same scheme, host and port. */
    boolean sharesOriginWith(Target other) {
        return locator.scheme().equals(other.locator.scheme()) && authority().equals(other.authority());
    }
}
