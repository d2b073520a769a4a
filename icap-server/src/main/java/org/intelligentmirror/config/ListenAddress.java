package org.intelligentmirror.config;

/**
 * Where to listen, unresolved.
 *
 * @param host IP literal or name, an IPv6 literal without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
