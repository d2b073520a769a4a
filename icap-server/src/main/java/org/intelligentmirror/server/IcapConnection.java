package org.intelligentmirror.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.icap.IcapBodyEnd;
import org.intelligentmirror.icap.IcapChunk;
import org.intelligentmirror.icap.IcapMalformed;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapPreviewEnd;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.IcapRequestDecoder;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.IcapStatus;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an ICAP client: takes requests one after the other, gives each to its service, and keeps the
 * connection's time limits. Lives on one event loop.
 *
 * <p>A transaction is over when its request has been read to its end (or its preview has been answered for good) and
 * the last byte of its answer has been written; then the decoder is let on to the next. Every error answer closes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class IcapConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(IcapConnection.class);

    private final ServerContext server;
    private final Map<String, IcapService> services;
    private final IcapRequestDecoder decoder;
    /** Whether this connection is beyond {@code icap.max-connections}: it is served nothing but 204. */
    private final boolean surplus;

    private @Nullable IcapExchange exchange;
    private @Nullable AnswerWriter answer;
    private boolean requestRead = true;
    private boolean awaitsPreviewAnswer;
    private boolean closing;
    private boolean inputEnded;
    private long idlePeriods;
    private @Nullable ScheduledFuture<?> headTimer;

    IcapConnection(
            ServerContext server, Map<String, IcapService> services, IcapRequestDecoder decoder, boolean surplus) {
        this.server = server;
        this.services = services;
        this.decoder = decoder;
        this.surplus = surplus;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        idlePeriods = 0;
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof IcapRequest request) {
            onRequest(ctx, request);
        } else if (message instanceof IcapChunk chunk) {
            if (exchange == null) {
                chunk.release();
            } else {
                exchange.onChunk(chunk.content());
            }
        } else if (message instanceof IcapPreviewEnd) {
            onPreviewEnd(ctx);
        } else if (message instanceof IcapBodyEnd end) {
            onBodyEnd(ctx, end);
        } else if (message instanceof IcapMalformed malformed) {
            onMalformed(ctx, malformed);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, IcapRequest request) {
        requestRead = false;
        IcapService service = services.get(request.servicePath());
        if (service == null) {
            fail(ctx, IcapStatus.SERVICE_NOT_FOUND, "no service of this name");
        } else if (request.method() == IcapMethod.OPTIONS) {
            onOptions(ctx, request, service);
        } else if (request.method() != service.method()) {
            fail(ctx, IcapStatus.METHOD_NOT_ALLOWED, request.method() + " is not for " + service.path());
        } else {
            begin(ctx, request, service);
        }
    }

    private void onOptions(ChannelHandlerContext ctx, IcapRequest request, IcapService service) {
        if (server.lifecycle().isStopping()) {
            fail(ctx, IcapStatus.SERVICE_OVERLOADED, "stopping");
            return;
        }
        AnswerWriter reply = new AnswerWriter(ctx, server, null, request.close() || surplus, () -> advance(ctx));
        answer = reply;
        if (request.hasBody() && request.preview().isPresent()) {
            exchange = new OptionsBody(reply, service, server);
        } else {
            reply.message(OptionsReply.of(service, server));
        }
    }

    private void begin(ChannelHandlerContext ctx, IcapRequest request, IcapService service) {
        boolean close = request.close() || surplus || server.lifecycle().isStopping();
        Transaction transaction = new Transaction(server, request, service.label(), peer(ctx));
        AnswerWriter reply = new AnswerWriter(ctx, server, transaction, close, () -> advance(ctx));
        answer = reply;
        IcapExchange begun;
        if (surplus) {
            begun = PassExchange.begin(request, reply, Verdict.PASS, Reason.OVERLOAD);
        } else if (!hasKey(request)) {
            begun = PassExchange.begin(request, reply, Verdict.PASS, Reason.KEY);
        } else {
            begun = service.begin(request, reply);
        }
        // An answer that ended at once may have let the next request begin already; that only happens from the loop.
        exchange = begun;
        if (inputEnded) {
            begun.onInputEnd();
        }
    }

    private boolean hasKey(IcapRequest request) {
        if (server.peerKey().isEmpty()) {
            return true;
        }
        List<String> shown = request.headers().all("X-IntelligentMirror-Key");
        return shown.size() == 1
                && MessageDigest.isEqual(
                        shown.get(0).getBytes(StandardCharsets.UTF_8),
                        server.peerKey().get().getBytes(StandardCharsets.UTF_8));
    }

    private void onPreviewEnd(ChannelHandlerContext ctx) {
        awaitsPreviewAnswer = true;
        if (answer != null) {
            answer.onContinue(() -> {
                awaitsPreviewAnswer = false;
                decoder.continueBody();
            });
        }
        if (exchange != null) {
            exchange.onPreviewEnd();
        }
        advance(ctx);
    }

    private void onBodyEnd(ChannelHandlerContext ctx, IcapBodyEnd end) {
        requestRead = true;
        if (exchange != null) {
            exchange.onBodyEnd(end.ieof());
        }
        advance(ctx);
    }

    /** Goes on to the next request once this one is read and the last byte of its answer is written. */
    private void advance(ChannelHandlerContext ctx) {
        AnswerWriter current = answer;
        if (current == null || !current.isWritten() || !(requestRead || awaitsPreviewAnswer)) {
            return;
        }
        answer = null;
        exchange = null;
        requestRead = true;
        awaitsPreviewAnswer = false;
        idlePeriods = 0;
        if (current.closes() || server.lifecycle().isStopping()) {
            closing = true;
            current.close();
            return;
        }
        decoder.nextRequest();
        if (inputEnded) {
            // Requests that came before the end are still in the decoder; when none is left, so is nothing to wait for.
            ctx.executor().execute(() -> closeIfDone(ctx));
        }
    }

    private void closeIfDone(ChannelHandlerContext ctx) {
        if (answer == null && !closing) {
            closing = true;
            ctx.close();
        }
    }

    private void onMalformed(ChannelHandlerContext ctx, IcapMalformed malformed) {
        abortExchange();
        fail(ctx, malformed.status(), malformed.why());
    }

    private void fail(ChannelHandlerContext ctx, IcapStatus status, String why) {
        LOG.debug("{} is answered {}: {}", peer(ctx), status.code(), why);
        server.metrics().icapError(status.code());
        refuse(ctx, status);
    }

    /** Answers an error, if no other answer has begun, and closes once the peer can have read it. */
    private void refuse(ChannelHandlerContext ctx, IcapStatus status) {
        AnswerWriter begun = answer;
        answer = null;
        closing = true;
        if (begun != null && begun.hasBegun()) {
            begun.abandon();
            ctx.flush();
            ctx.close();
            return;
        }
        if (begun != null) {
            begun.abandon();
        }
        ClosingReply.send(
                ctx,
                IcapResponse.bare(
                        status,
                        List.of(
                                new IcapResponse.Field("ISTag", server.isTag()),
                                new IcapResponse.Field("Connection", "close"))));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
        armHeadTimer(ctx);
    }

    private void armHeadTimer(ChannelHandlerContext ctx) {
        boolean partial = !closing && answer == null && decoder.isInsideHead();
        if (partial && headTimer == null) {
            Duration limit = server.config().icap().headTimeout();
            headTimer = ctx.executor().schedule(() -> onHeadTimeout(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!partial && headTimer != null) {
            headTimer.cancel(false);
            headTimer = null;
        }
    }

    private void onHeadTimeout(ChannelHandlerContext ctx) {
        headTimer = null;
        if (!closing && answer == null && decoder.isInsideHead()) {
            fail(ctx, IcapStatus.REQUEST_TIMEOUT, "a request head that was not finished in time");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ReadGate gate = ReadGate.of(ctx.channel());
        if (ctx.channel().isWritable()) {
            gate.release(ReadGate.Holder.ECHO);
        } else {
            gate.hold(ReadGate.Holder.ECHO);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            onIdle(ctx, idle);
        } else if (event instanceof ChannelInputShutdownEvent) {
            onInputEnded(ctx);
        } else if (event == StopEvent.INSTANCE) {
            if (answer == null && !closing && !decoder.isInsideHead()) {
                closing = true;
                ctx.close();
            }
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** The peer sends no more: what it asked in full is still answered. */
    private void onInputEnded(ChannelHandlerContext ctx) {
        inputEnded = true;
        if (closing) {
            return;
        }
        if (answer == null || !(requestRead || awaitsPreviewAnswer)) {
            closing = true;
            abortExchange();
            ctx.close();
        } else if (exchange != null) {
            exchange.onInputEnd();
        }
    }

    private void onIdle(ChannelHandlerContext ctx, IdleStateEvent idle) {
        idlePeriods = idle.isFirst() ? 1 : idlePeriods + 1;
        Duration idleFor = IcapListener.idlePeriod(server.config().icap()).multipliedBy(idlePeriods);
        Duration limit = answer == null
                ? server.config().icap().idleTimeout()
                : server.config().icap().bodyTimeout();
        if (idleFor.compareTo(limit) >= 0) {
            LOG.debug("{} stood still for {}", peer(ctx), idleFor);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        if (headTimer != null) {
            headTimer.cancel(false);
        }
        abortExchange();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            LOG.debug("{}: {}", peer(ctx), cause.toString());
        } else {
            LOG.error("Unexpected fault on a connection of {}; it is closed", peer(ctx), cause);
        }
        closing = true;
        abortExchange();
        ctx.close();
    }

    private void abortExchange() {
        IcapExchange running = exchange;
        exchange = null;
        if (running != null) {
            running.onAbort();
        }
        if (answer != null && closing) {
            answer.abandon();
        }
    }

    private static String peer(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "-";
    }
}
