package org.intelligentmirror.icap;

import java.util.Optional;

/** The methods of RFC 3507. */
public enum IcapMethod {
    /** Asks what a service can do (section 4.10). */
    OPTIONS,
    /** Shows a request on its way to the origin (section 4.8). */
    REQMOD,
    /** Shows a response on its way to the client (section 4.9). */
    RESPMOD;

    /** The method of this exact name: methods are case-sensitive. */
    static Optional<IcapMethod> of(String name) {
        for (IcapMethod method : values()) {
            if (method.name().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
