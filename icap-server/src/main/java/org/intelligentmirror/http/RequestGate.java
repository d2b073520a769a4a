package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.handoff.Handoffs;

/**
 * Who may ask: judged from the head of a request alone, before its body is read.
 *
 * <p>The listener trusts loopback, and behind a proxy on this machine everybody comes from loopback. So a request that
 * shows any sign of a proxy is refused, for every path, unless it presents a valid hand-off of our own for just that
 * path; and so is one that names another host than us: that is what a browser sends whose DNS was rebound to this
 * address.
 */
final class RequestGate {
    private static final List<String> PROXY_FIELDS =
            List.of("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto");
    private static final String BEARER = "Bearer ";

    private final HostNames names;
    private final AdminToken token;
    private final Handoffs handoffs;

    RequestGate(HostNames names, AdminToken token, Handoffs handoffs) {
        this.names = names;
        this.token = token;
        this.handoffs = handoffs;
    }

    /** What a request that may be served asks for. */
    record Admission(RequestTarget target, Optional<Handoff> handoff) {}

    /** Lets a request in, or throws. */
    Admission admit(HttpRequest head, InetSocketAddress local) throws HttpProblem {
        refuseUnreadable(head);
        HttpHeaders headers = head.headers();
        RequestTarget target = RequestTarget.parse(head.uri());
        Optional<Handoff> handoff = handoff(head, target);
        for (String field : PROXY_FIELDS) {
            if (handoff.isEmpty() && headers.contains(field)) {
                throw HttpProblem.forbidden("this listener does not answer through a proxy");
            }
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw HttpProblem.badRequest("a request needs exactly one Host field");
        }
        if (!names.isUs(hosts.get(0).trim(), local)
                || !target.authority().map(a -> names.isUs(a, local)).orElse(true)) {
            throw HttpProblem.forbidden("this listener does not go by that name; see http.advertise");
        }
        if (target.segments().get(0).equals(Routes.ADMIN)) {
            admitToAdmin(headers, local);
        }
        return new Admission(target, handoff);
    }

    /** The hand-off a request presents: forged, over, or for another path it is refused. */
    private Optional<Handoff> handoff(HttpRequest head, RequestTarget target) throws HttpProblem {
        List<String> tokens = head.headers().getAll(Handoff.FIELD);
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        Optional<Handoff> handoff =
                tokens.size() == 1 ? handoffs.read(tokens.get(0).trim()) : Optional.empty();
        boolean reads = HttpMethod.GET.equals(head.method()) || HttpMethod.HEAD.equals(head.method());
        return Optional.of(handoff.filter(good -> reads
                        && good.path().equals(target.path())
                        && target.rawQuery().isEmpty())
                .orElseThrow(() -> HttpProblem.forbidden("this hand-off is not good, or not for this")));
    }

    private void admitToAdmin(HttpHeaders headers, InetSocketAddress local) throws HttpProblem {
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!origin.startsWith("http://") || !names.isUs(origin.substring("http://".length()), local)) {
                throw HttpProblem.forbidden("this page may not use the admin API");
            }
        }
        List<String> given = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        boolean bearer = given.size() == 1 && given.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!bearer || !token.matches(given.get(0).substring(BEARER.length()).trim())) {
            throw new HttpProblem(
                    HttpResponseStatus.UNAUTHORIZED,
                    "unauthorized",
                    "the admin API needs the bearer token in admin.token-file",
                    Map.of("WWW-Authenticate", "Bearer realm=\"intelligentmirror\""));
        }
    }

    private static void refuseUnreadable(HttpRequest head) throws HttpProblem {
        if (head.decoderResult().isFailure()) {
            Throwable cause = head.decoderResult().cause();
            if (cause instanceof TooLongHttpLineException) {
                throw new HttpProblem(
                        HttpResponseStatus.REQUEST_URI_TOO_LONG, "too-long", "the request line is too long");
            }
            if (cause instanceof TooLongHttpHeaderException) {
                throw new HttpProblem(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too-long", "the header is too long");
            }
            throw HttpProblem.badRequest("the request cannot be read");
        }
        if (head.protocolVersion().majorVersion() != 1) {
            throw new HttpProblem(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "version", "only HTTP/1.x is spoken here");
        }
        if (HttpUtil.isContentLengthSet(head) && HttpUtil.getContentLength(head, 0L) > HttpLimits.MAX_BODY) {
            throw tooLarge();
        }
        if (HttpMethod.CONNECT.equals(head.method())) {
            throw HttpProblem.badRequest("this is no proxy");
        }
    }

    static HttpProblem tooLarge() {
        return new HttpProblem(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "too-large",
                "a request body may have " + HttpLimits.MAX_BODY + " bytes");
    }
}
