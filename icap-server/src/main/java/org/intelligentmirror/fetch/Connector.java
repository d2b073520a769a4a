package org.intelligentmirror.fetch;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.intelligentmirror.fetch.Destinations.Reached;
import org.intelligentmirror.origin.FetchEnd;

/**
 * Where connections come from: finds the addresses of a target that may be contacted. Immutable, safe for any thread.
 *
 * <p>Behind a proxy it is the proxy that resolves names, so only targets written as addresses, and names that always
 * mean the proxy's own machine, can be judged here; the rest is up to the proxy's own rules.
 *
 * @param tls made at the first need: reading the system's authorities takes a while
 */
record Connector(
        FetchLimits limits,
        Lookups lookups,
        Destinations destinations,
        Optional<ForwardProxy> proxy,
        Supplier<SSLSocketFactory> tls,
        ScheduledExecutorService timer) {

    /** A connection over which {@code target} may be asked once. Blocks. */
    Exchange connect(Target target, Reached reached, Line line) throws FetchFault {
        if (proxy.isEmpty()) {
            return Exchange.connect(this, target, target, permitted(target, reached, line), line);
        }
        Target relay = proxy.get().target();
        refuseUnresolved(target, reached);
        return Exchange.connect(this, target, relay, permitted(relay, Reached.AS_PROXY, line), line);
    }

    private List<InetAddress> permitted(Target target, Reached reached, Line line) throws FetchFault {
        List<InetAddress> permitted = lookups.addresses(target, line).stream()
                .filter(address -> destinations.permit(address, target.port(), target.literal(), reached))
                .limit(FetchLimits.MAX_ADDRESSES)
                .toList();
        if (permitted.isEmpty()) {
            throw refused(target);
        }
        return permitted;
    }

    private void refuseUnresolved(Target target, Reached reached) throws FetchFault {
        Optional<InetAddress> literal = target.literal();
        boolean local = target.host().equals("localhost") || target.host().endsWith(".localhost");
        if (local || (literal.isPresent() && !destinations.permit(literal.get(), target.port(), literal, reached))) {
            throw refused(target);
        }
    }

    private static FetchFault refused(Target target) {
        return FetchFault.lasting(FetchEnd.REFUSED, target.authority() + " has no address that may be contacted");
    }
}
