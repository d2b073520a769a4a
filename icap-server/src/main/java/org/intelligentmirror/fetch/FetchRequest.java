package org.intelligentmirror.fetch;

import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.FetchOrder;
import org.intelligentmirror.policy.RequestPolicy;

/** What is sent for an order. Nothing in it comes from a client but the URL. Stateless. */
final class FetchRequest {
    /** Who forwards (RFC 9110 section 7.6.3): loops can be seen and ended by any proxy on the way. */
    private static final String VIA = "1.1 intelligentmirror";

    private static final String AGENT = "intelligentmirror";

    private FetchRequest() {}

    /**
     * The request for {@code target}.
     *
     * @param proxy the proxy it is sent to, if it is not sent through a tunnel
     * @param tag tells it from the requests of clients
     */
    static ClassicHttpRequest of(FetchOrder order, Target target, Optional<ForwardProxy> proxy, String tag) {
        Locator locator = target.locator();
        String path = locator.path() + locator.query().map(query -> "?" + query).orElse("");
        boolean defaultPort = locator.port() == (target.isSecure() ? 443 : 80);
        String host = defaultPort ? locator.host() : target.authority();
        String uri = proxy.isPresent() ? locator.scheme() + "://" + host + path : path;
        ClassicHttpRequest request = new BasicClassicHttpRequest("GET", null, uri);
        request.setHeader("Host", host);
        request.setHeader("User-Agent", AGENT);
        request.setHeader("Accept", "*/*");
        request.setHeader("Accept-Encoding", "identity");
        if (order.firstByte() > 0) {
            request.setHeader("Range", "bytes=" + order.firstByte() + "-");
            order.ifRange().ifPresent(validator -> request.setHeader("If-Range", validator));
        }
        request.setHeader("Via", VIA);
        request.setHeader(RequestPolicy.OWN_FETCH_HEADER, tag);
        request.setHeader("Connection", "close");
        proxy.flatMap(ForwardProxy::authorization).ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        return request;
    }
}
