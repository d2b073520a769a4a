package org.intelligentmirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. Lives on one event loop; only {@link Dispatcher} leaves it.
 *
 * <p>One request is in hand at a time. {@link OneByOne} before this one holds back whatever the client has
 * pipelined, and the channel is read only when this handler asks for it, so answers keep the order of requests and a
 * client that does not read cannot pile up work:
 *
 * <pre>
 *   HEAD ──head──▶ BODY ──last content──▶ ANSWERING ──▶ WRITING ──▶ HEAD (keep-alive)
 *     └─refused──────┴────────────────────────┴──────────▶ WRITING ──▶ DRAINING ──▶ closed
 * </pre>
 *
 * <p>DRAINING: the answer is out and our side shut down, but what the client still sends is read and dropped for a
 * moment. Closing at once would reset the connection, and the client could lose the answer.
 */
// Closing, timers and hops to our own loop: nobody waits for their ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends ChannelInboundHandlerAdapter {
    /** Told to every connection when the listener stops. */
    enum Stop {
        /** Finish the request in hand, then close. */
        WHEN_IDLE
    }

    private enum State {
        HEAD,
        BODY,
        ANSWERING,
        WRITING,
        DRAINING
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

    private final RequestGate gate;
    private final Dispatcher dispatcher;
    private final Consumer<Sha256> doubts;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private State state = State.HEAD;
    private @Nullable HttpRequest head;
    private RequestGate.@Nullable Admission admission;
    private @Nullable Future<?> deadline;
    private boolean keepAlive;
    private boolean stopping;

    /** @param doubts is told which package could not be sent for its file's sake */
    HttpConnection(RequestGate gate, Dispatcher dispatcher, Consumer<Sha256> doubts) {
        this.gate = gate;
        this.dispatcher = dispatcher;
        this.doubts = doubts;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitRequest(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (state == State.HEAD && message instanceof HttpRequest request) {
                onHead(ctx, request);
            } else if (state == State.BODY && message instanceof HttpContent content) {
                onContent(ctx, content);
            } else if (state == State.DRAINING) {
                readOn(ctx);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Stop.WHEN_IDLE) {
            stopping = true;
            if (state == State.HEAD) {
                ctx.close();
            }
        } else if (event instanceof IdleStateEvent && state == State.WRITING && hasUntaken(ctx)) {
            LOG.debug("Closing {}: it takes nothing of its answer", ctx.channel());
            ctx.close();
        }
    }

    /** Whether there is something to take: an answer whose bytes are still arriving may have nothing for long. */
    private static boolean hasUntaken(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer untaken = ctx.channel().unsafe().outboundBuffer();
        return untaken != null && !untaken.isEmpty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Connection {} broke", ctx.channel(), cause);
        } else {
            LOG.warn("Closing {} after an unexpected fault", ctx.channel(), cause);
        }
        ctx.close();
    }

    private void awaitRequest(ChannelHandlerContext ctx) {
        state = State.HEAD;
        head = null;
        admission = null;
        body.reset();
        arm(ctx, HttpLimits.REQUEST_TIMEOUT);
        readOn(ctx);
    }

    /** Not from within a read: what is pipelined would be handled inside this call, and the next inside that. */
    private static void readOn(ChannelHandlerContext ctx) {
        ctx.executor().execute(ctx::read);
    }

    private void onHead(ChannelHandlerContext ctx, HttpRequest request) {
        keepAlive = HttpUtil.isKeepAlive(request) && !stopping;
        head = request;
        try {
            admission = gate.admit(request, (InetSocketAddress) ctx.channel().localAddress());
        } catch (HttpProblem problem) {
            refuse(ctx, problem);
            return;
        }
        state = State.BODY;
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        readOn(ctx);
    }

    private void onContent(ChannelHandlerContext ctx, HttpContent content) {
        ByteBuf bytes = content.content();
        if (content.decoderResult().isFailure()) {
            refuse(ctx, HttpProblem.badRequest("the request body cannot be read"));
        } else if (body.size() + bytes.readableBytes() > HttpLimits.MAX_BODY) {
            refuse(ctx, RequestGate.tooLarge());
        } else {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            body.writeBytes(copy);
            if (content instanceof LastHttpContent) {
                answer(ctx);
            } else {
                readOn(ctx);
            }
        }
    }

    private void answer(ChannelHandlerContext ctx) {
        HttpRequest request = head;
        RequestGate.Admission admitted = admission;
        if (request == null || admitted == null) {
            throw new IllegalStateException("a body without its head");
        }
        disarm();
        state = State.ANSWERING;
        dispatcher.dispatch(
                new ClientRequest(
                        request.method().name(),
                        admitted.target(),
                        request.headers(),
                        body.toByteArray(),
                        (InetSocketAddress) ctx.channel().localAddress(),
                        admitted.handoff()),
                ctx.executor(),
                answer -> write(ctx, request, answer));
    }

    private void refuse(ChannelHandlerContext ctx, HttpProblem problem) {
        disarm();
        keepAlive = false;
        HttpRequest request = head;
        if (request != null) {
            write(ctx, request, Dispatcher.answerTo(problem));
        }
    }

    private void write(ChannelHandlerContext ctx, HttpRequest request, Answer answer) {
        if (!ctx.channel().isActive()) {
            answer.discard();
            return;
        }
        state = State.WRITING;
        boolean staysOpen = keepAlive && !stopping;
        AnswerWriter.write(ctx, request, answer, staysOpen).addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                if (answer instanceof Answer.Blob blob
                        && blob.bytes() instanceof PackageBytes.Stored here
                        && SendFault.mayBeOfFile(done.cause())) {
                    Sha256 sha256 = here.stored().sha256();
                    LOG.warn(
                            "{} could not be sent whole: {}",
                            sha256,
                            done.cause().getMessage());
                    doubts.accept(sha256);
                }
                ctx.close();
            } else if (staysOpen) {
                awaitRequest(ctx);
            } else {
                drain(ctx);
            }
        });
    }

    private void drain(ChannelHandlerContext ctx) {
        state = State.DRAINING;
        arm(ctx, DRAIN_TIMEOUT);
        ((DuplexChannel) ctx.channel()).shutdownOutput().addListener(done -> readOn(ctx));
    }

    private void arm(ChannelHandlerContext ctx, Duration within) {
        disarm();
        deadline = ctx.executor().schedule(() -> ctx.close(), within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        Future<?> armed = deadline;
        if (armed != null) {
            armed.cancel(false);
            deadline = null;
        }
    }
}
