package org.intelligentmirror.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.intelligentmirror.config.IcapConfig.Delivery;
import org.intelligentmirror.engine.Joiner;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.http.HttpListener;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;

/**
 * Hands hits off: the REQMOD answer is the client's request, rewritten to our own HTTP listener, and Squid relays that
 * as it would any origin. So leave parts of packages, since Squid spoils a 206 made by a REQMOD answer, and small
 * packages, which many Squids are slow with otherwise.
 *
 * <p>Never for {@code https:}: Squid cannot relay a request it took out of TLS to a listener without. Used on event
 * loops.
 */
final class HandoffWriter {
    /** Largest rewritten request in bytes; one that would be larger is not handed off. The listener takes more. */
    static final int MAX_HEAD = 20 * 1024;

    private static final List<String> PASSED_ON = List.of("Range", "If-Range", "If-None-Match", "If-Modified-Since");
    /** Most bytes of a rewritten request line beside the authority and the file name: a digest and what is fixed. */
    private static final int LINE_FRAME = 128;

    private static final int PORT_HTTP = 80;

    private final ServerContext server;
    private final Handoffs handoffs;
    private final Supplier<Optional<InetSocketAddress>> listener;

    /** @param listener where the HTTP listener is to be reached; empty if it is not, or has no room */
    HandoffWriter(ServerContext server, Handoffs handoffs, Supplier<Optional<InetSocketAddress>> listener) {
        this.server = server;
        this.handoffs = handoffs;
        this.listener = listener;
    }

    /** Whether a request for {@code locator} may be handed off at all now. */
    boolean mayTake(Locator locator, Answer answer) {
        return locator.scheme().equals("http")
                && server.config().icap().delivery() != Delivery.INLINE
                && !server.lifecycle().isStopping()
                && !handoffs.isOff()
                && authority(answer.peer()).isPresent();
    }

    /** Hands {@code hit} off if that is how it is to leave, and takes it over then; false if not. */
    boolean take(HttpHead.Request http, Locator locator, Resolution.Hit hit, Answer answer) {
        StoredPackage stored = hit.stored();
        boolean wanted = http.method().equals("GET")
                && (RequestNeeds.of(http.headers()).range() || goesThisWay(stored.length()))
                && Preconditions.evaluate(http.headers(), stored.headers()) == Preconditions.Answer.SEND;
        if (!wanted) {
            return false;
        }
        Handoffs.Occasion occasion = occasion(locator, hit.evidence().reason(), answer);
        boolean taken = handOff(
                new Leaving(http, locator, Verdict.HIT, occasion), answer, () -> handoffs.issue(stored, occasion));
        if (taken) {
            answer.transaction().served(stored.sha256());
            stored.close();
        }
        return taken;
    }

    /** Hands a part of what is arriving off, and takes it over then; false if that cannot be done. */
    boolean takePart(HttpHead.Request http, Locator locator, Resolution.Join join, Answer answer) {
        Joiner joiner = join.joiner();
        if (Preconditions.evaluate(http.headers(), joiner.headers()) != Preconditions.Answer.SEND) {
            return false;
        }
        Handoffs.Occasion occasion = occasion(locator, join.reason(), answer);
        return handOff(
                new Leaving(http, locator, Verdict.JOIN, occasion), answer, () -> handoffs.issue(joiner, occasion));
    }

    private static Handoffs.Occasion occasion(Locator locator, Reason reason, Answer answer) {
        return new Handoffs.Occasion(locator.fileName(), locator.url(), reason, bytes -> delivered(answer, bytes));
    }

    /** A request that is to be handed off. */
    private record Leaving(HttpHead.Request http, Locator locator, Verdict verdict, Handoffs.Occasion occasion) {}

    private boolean handOff(Leaving leaving, Answer answer, Supplier<Optional<Handoffs.Ticket>> issue) {
        Optional<String> authority = authority(answer.peer());
        if (authority.isEmpty() || !mayTake(leaving.locator(), answer)) {
            return false;
        }
        StringBuilder fields = fields(leaving.http(), authority.get());
        int line = LINE_FRAME
                + authority.get().length()
                + leaving.locator().fileName().length();
        if (line + fields.length() + Handoff.FIELD.length() + Handoffs.MAX_TOKEN > MAX_HEAD) {
            return false;
        }
        Optional<Handoffs.Ticket> ticket = issue.get();
        if (ticket.isEmpty()) {
            return false;
        }
        answer.verdict(leaving.verdict(), leaving.occasion().reason());
        answer.transaction().handedOff();
        answer.transaction().standsFor(leaving.http().target());
        field(fields, Handoff.FIELD, ticket.get().token());
        String head = "GET http://" + authority.get() + ticket.get().path() + " HTTP/1.1\r\n" + fields + "\r\n";
        byte[] raw = head.getBytes(StandardCharsets.ISO_8859_1);
        answer.ok(Optional.of(raw), Optional.empty(), IcapResponse.Body.NONE);
        answer.end();
        return true;
    }

    private boolean goesThisWay(long length) {
        return switch (server.config().icap().delivery()) {
            case AUTO -> length < server.config().icap().handoffBelowBytes();
            case HANDOFF -> true;
            case INLINE -> false;
        };
    }

    private static void delivered(Answer answer, long bytes) {
        try {
            answer.loop().execute(() -> answer.transaction().delivered(bytes));
        } catch (RejectedExecutionException e) {
            // The server has stopped: nobody reads its log line any more.
        }
    }

    private static StringBuilder fields(HttpHead.Request http, String authority) {
        StringBuilder fields = new StringBuilder(1024);
        field(fields, "Host", authority);
        for (String name : PASSED_ON) {
            http.headers().all(name).forEach(value -> field(fields, name, value));
        }
        return fields;
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** The name Squid reaches the listener by: {@code http.advertise}, else loopback if that joins us and the peer. */
    private Optional<String> authority(InetAddress peer) {
        Optional<InetSocketAddress> bound = listener.get();
        Optional<URI> advertised = server.config().http().advertise();
        if (bound.isEmpty() || advertised.isPresent()) {
            return bound.isEmpty() ? Optional.empty() : advertised.map(URI::getRawAuthority);
        }
        InetAddress own = bound.get().getAddress();
        if (!peer.isLoopbackAddress() || !(own.isLoopbackAddress() || own.isAnyLocalAddress())) {
            return Optional.empty();
        }
        String anyLoopback = peer instanceof Inet6Address ? "[::1]:" : "127.0.0.1:";
        int port = bound.get().getPort();
        return Optional.of(own.isAnyLocalAddress() ? anyLoopback + port : HttpListener.text(bound.get()))
                .map(text -> port == PORT_HTTP ? text.substring(0, text.lastIndexOf(':')) : text);
    }
}
