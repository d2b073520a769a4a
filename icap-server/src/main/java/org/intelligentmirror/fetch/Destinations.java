package org.intelligentmirror.fetch;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.config.Cidr;

/**
 * Which addresses a request may go to. Immutable but for the ports, safe for any thread.
 *
 * <p>A client can make the cache fetch from any host that the client itself reached through Squid, which is where the
 * operator's own rules for clients apply. What such a host then redirects to was asked for by nobody.
 */
final class Destinations {
    /** How it came that a host is contacted. */
    enum Reached {
        /** A client reached it through Squid. */
        BY_CLIENT,
        /** Another host named it. */
        BY_REDIRECT,
        /** The operator named it as the proxy. */
        AS_PROXY
    }

    private final List<Cidr> allowPrivate;
    private final OwnPorts ownPorts;

    Destinations(List<Cidr> allowPrivate, OwnPorts ownPorts) {
        this.allowPrivate = List.copyOf(allowPrivate);
        this.ownPorts = ownPorts;
    }

    /** Whether {@code address} may be contacted for a host that was {@code reached} so. */
    boolean permit(InetAddress address, int port, Optional<InetAddress> literal, Reached reached) {
        AddressKind kind = AddressKind.of(address);
        if (kind == AddressKind.FORBIDDEN || ownPorts.include(address, port)) {
            return false;
        }
        if (kind == AddressKind.PUBLIC
                || reached == Reached.AS_PROXY
                || allowPrivate.stream().anyMatch(block -> block.contains(address))) {
            return true;
        }
        // A name that leads to this machine is a trick; Squid itself may have followed an address written out.
        return reached == Reached.BY_CLIENT && (kind == AddressKind.PRIVATE || literal.isPresent());
    }
}
