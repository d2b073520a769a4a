package org.intelligentmirror.fetch;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The ports this server listens on: it never calls itself. Safe for any thread. */
public final class OwnPorts {
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    /** One more port of ours, on whatever addresses. */
    public void add(int port) {
        ports.add(port);
    }

    /** Whether {@code port} of {@code address} may be one of ours; asks the system for its addresses. */
    boolean include(InetAddress address, int port) {
        if (!ports.contains(port)) {
            return false;
        }
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }
}
