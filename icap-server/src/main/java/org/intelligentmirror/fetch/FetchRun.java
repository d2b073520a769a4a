package org.intelligentmirror.fetch;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.intelligentmirror.fetch.AnswerRules.Accepted;
import org.intelligentmirror.fetch.Destinations.Reached;
import org.intelligentmirror.fetch.Exchange.Body;
import org.intelligentmirror.log.LogRedaction;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.origin.FetchOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one order on the calling thread. While no byte of a body has come nothing is told to the listener, so
 * that a failure until then can be made good by another attempt; after it, a break is the listener's affair.
 */
final class FetchRun {
    private static final Logger LOG = LoggerFactory.getLogger(FetchRun.class);

    /**
     * What all orders share. Safe for any thread.
     *
     * @param tag what every request carries
     * @param random 0 to 1, for the pauses between attempts
     * @param received told the bytes of bodies as they come
     */
    record Means(Connector connector, RateLimit rate, String tag, DoubleSupplier random, LongConsumer received) {}

    private final Means means;
    private final FetchOrder order;
    private final FetchListener listener;
    private final Line line;
    private boolean handedOver;

    FetchRun(Means means, FetchOrder order, FetchListener listener, Line line) {
        this.means = means;
        this.order = order;
        this.listener = listener;
        this.line = line;
    }

    /** Blocks until the order has ended; the listener is told all but that. */
    FetchEnd run() {
        FetchLimits limits = means.connector().limits();
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt();
            } catch (FetchFault fault) {
                boolean again = fault.isPassing() && !handedOver && attempt < limits.attempts();
                report(fault, again);
                if (!again) {
                    return fault.end();
                }
            }
            try {
                double jitter = 0.5 + means.random().getAsDouble();
                line.pause((long) (limits.backoff().toNanos() * jitter * (1L << (attempt - 1))));
            } catch (FetchFault cut) {
                return cut.end();
            }
        }
    }

    private void report(FetchFault fault, boolean again) {
        String url = LogRedaction.url(order.locator().url());
        if (again || fault.end() == FetchEnd.CANCELLED) {
            LOG.debug("Fetch of {} from byte {}: {}", url, order.firstByte(), fault.getMessage());
        } else {
            LOG.info("Fetch of {} from byte {} {}: {}", url, order.firstByte(), fault.end(), fault.getMessage());
        }
    }

    private FetchEnd attempt() throws FetchFault {
        Target first = Target.of(order.locator())
                .orElseThrow(() -> FetchFault.lasting(FetchEnd.REFUSED, "the host is an address in disguise"));
        Target target = first;
        for (int redirects = 0; redirects <= FetchLimits.MAX_REDIRECTS; redirects++) {
            // Back at the very origin the client had reached, nothing is reached that it could not reach itself.
            Reached reached = target.sharesOriginWith(first) ? Reached.BY_CLIENT : Reached.BY_REDIRECT;
            try (Exchange exchange = means.connector().connect(target, reached, line)) {
                Optional<ForwardProxy> relay =
                        target.isSecure() ? Optional.empty() : means.connector().proxy();
                ClassicHttpResponse answer = exchange.ask(FetchRequest.of(order, target, relay, means.tag()));
                if (!AnswerRules.isRedirect(answer)) {
                    return deliver(exchange, answer);
                }
                target = Redirect.target(answer, target);
            }
        }
        throw FetchFault.lasting(FetchEnd.DENIED, "redirected more than " + FetchLimits.MAX_REDIRECTS + " times");
    }

    private FetchEnd deliver(Exchange exchange, ClassicHttpResponse answer) throws FetchFault {
        Body body = exchange.body(answer);
        Accepted accepted = AnswerRules.accept(answer, body.length(), order.firstByte());
        byte[] piece = new byte[means.rate().pieceBytes()];
        int length = exchange.read(body, piece);
        if (length < 0 && !body.isDelimited()) {
            // The connection may have broken within the head: its fields would be cut off, and nobody could tell.
            throw FetchFault.passing(FetchEnd.BROKEN, "the answer ended before its body");
        }
        line.check();
        handedOver = true;
        if (!listener.head(accepted.head())) {
            return FetchEnd.CANCELLED;
        }
        long received = 0;
        while (length >= 0) {
            received += length;
            means.received().accept(length);
            line.pause(means.rate().reserve(length));
            if (!listener.bytes(ByteBuffer.wrap(piece, 0, length))) {
                return FetchEnd.CANCELLED;
            }
            line.check();
            length = exchange.read(body, piece);
        }
        if (accepted.bodyLength().isPresent() && accepted.bodyLength().getAsLong() != received) {
            throw FetchFault.lasting(FetchEnd.BROKEN, "the body is not as long as its head says");
        }
        return FetchEnd.COMPLETE;
    }
}
