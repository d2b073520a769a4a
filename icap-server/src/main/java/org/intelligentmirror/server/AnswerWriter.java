package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import org.intelligentmirror.http.SendFault;
import org.intelligentmirror.icap.IcapChunk;
import org.intelligentmirror.icap.IcapFileChunk;
import org.intelligentmirror.icap.IcapLastChunk;
import org.intelligentmirror.icap.IcapLongChunk;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.IcapResponse.Field;
import org.intelligentmirror.icap.IcapStatus;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** Writes the answer of one transaction to its connection. Lives on the connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class AnswerWriter implements Answer {
    private static final IcapResponse CONTINUE = IcapResponse.bare(IcapStatus.CONTINUE, List.of());

    private final ChannelHandlerContext ctx;
    private final ServerContext server;
    private final @Nullable Transaction transaction;
    private boolean closes;
    private final Runnable onWritten;
    private Runnable onContinue = () -> {};
    private Runnable afterLastByte = () -> {};
    private boolean begun;
    private boolean ended;
    private boolean hasBody;
    private boolean written;
    private @Nullable IcapFileChunk file;
    private @Nullable DefaultFileRegion part;
    private @Nullable ChannelFuture headWrite;

    /**
     * @param transaction what to record; null for OPTIONS, which is not recorded
     * @param closes whether the connection ends with this answer
     * @param onWritten runs once, when the last byte has been handed to the network
     */
    AnswerWriter(
            ChannelHandlerContext ctx,
            ServerContext server,
            @Nullable Transaction transaction,
            boolean closes,
            Runnable onWritten) {
        this.ctx = ctx;
        this.server = server;
        this.transaction = transaction;
        this.closes = closes;
        this.onWritten = onWritten;
    }

    /** What lets the body behind the preview in, once 100 Continue is on its way. */
    void onContinue(Runnable action) {
        onContinue = action;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isWritten() {
        return written;
    }

    boolean closes() {
        return closes;
    }

    @Override
    public void verdict(Verdict verdict, Reason reason) {
        transaction().decided(verdict, reason);
    }

    @Override
    public void continueBody() {
        ctx.writeAndFlush(CONTINUE);
        onContinue.run();
    }

    @Override
    public void noContent() {
        message(IcapResponse.bare(IcapStatus.NO_CONTENT, fields()));
    }

    /** A whole answer without a body. */
    void message(IcapResponse response) {
        begin();
        finish(ctx.write(response));
    }

    @Override
    public void ok(Optional<byte[]> httpRequest, Optional<byte[]> httpResponse, IcapResponse.Body body) {
        begin();
        hasBody = body != IcapResponse.Body.NONE;
        headWrite = ctx.write(new IcapResponse(IcapStatus.OK, fields(), httpRequest, httpResponse, body));
    }

    @Override
    public void chunk(ByteBuf bytes) {
        int length = bytes.readableBytes();
        ctx.write(new IcapChunk(bytes)).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                transaction().sent(length);
            }
        });
    }

    @Override
    public void file(FileChannel channel, long length) {
        IcapFileChunk chunk = new IcapFileChunk(channel, 0, length);
        file = chunk;
        ctx.write(chunk).addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess() && SendFault.mayBeOfFile(done.cause())) {
                transaction().brokeOff(done.cause());
            }
        });
    }

    @Override
    public void closeAfterwards() {
        closes = true;
    }

    @Override
    public void onWritten(Runnable action) {
        afterLastByte = action;
    }

    @Override
    public void openChunk(long length) {
        ctx.writeAndFlush(new IcapLongChunk.Begin(length));
    }

    @Override
    public void part(FileChannel channel, long position, long count, LongConsumer sent) {
        DefaultFileRegion region = IcapLongChunk.part(channel, position, count);
        part = region;
        ctx.writeAndFlush(region).addListener((ChannelFutureListener) done -> {
            recordPart();
            if (done.isSuccess()) {
                sent.accept(count);
            } else {
                ctx.close();
            }
        });
    }

    private void recordPart() {
        if (part != null) {
            transaction().sent(part.transferred());
            part = null;
        }
    }

    @Override
    public void closeChunk() {
        ctx.write(IcapLongChunk.End.INSTANCE);
    }

    @Override
    public void end() {
        if (hasBody) {
            finish(ctx.write(IcapLastChunk.INSTANCE));
        } else if (headWrite != null) {
            finish(headWrite);
        }
    }

    private void finish(ChannelFuture last) {
        ended = true;
        last.addListener((ChannelFutureListener) done -> onLastWrite(done.isSuccess()));
        ctx.flush();
    }

    private void onLastWrite(boolean success) {
        recordEnd();
        if (!success) {
            // The peer left, or the file turned out shorter than it was: a cut is what says so.
            breakOff();
            return;
        }
        written = true;
        afterLastByte.run();
        onWritten.run();
    }

    @Override
    public void cut() {
        recordEnd();
        // What was answered so far goes out: the peer sees an answer that breaks off, not none.
        ctx.flush();
        breakOff();
    }

    /**
     * Closes by a reset: Squid counts an end in the middle of an answer as a failure of the service, and asks no more
     * for a while after some of them.
     */
    private void breakOff() {
        if (ctx.channel().isOpen()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
        }
    }

    /** Records an answer that will not be finished. */
    void abandon() {
        recordEnd();
    }

    /** Closes the connection after the answer. */
    void close() {
        ClosingReply.linger(ctx.channel());
    }

    private void recordEnd() {
        if (transaction == null) {
            return;
        }
        if (file != null) {
            transaction.sent(file.transferred());
            file = null;
        }
        recordPart();
        transaction.answerEnded();
    }

    private void begin() {
        if (begun || ended) {
            throw new IllegalStateException("one answer only");
        }
        begun = true;
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>(3);
        fields.add(new Field("ISTag", server.isTag()));
        if (transaction != null) {
            fields.add(new Field("X-IntelligentMirror", transaction.verdictField()));
            transaction.clientUrl().ifPresent(url -> fields.add(new Field("X-IntelligentMirror-URL", url)));
        }
        if (closes) {
            fields.add(new Field("Connection", "close"));
        }
        return fields;
    }

    @Override
    public ReadGate gate() {
        return ReadGate.of(ctx.channel());
    }

    @Override
    public ScheduledExecutorService loop() {
        return ctx.executor();
    }

    @Override
    public InetAddress peer() {
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
            return address.getAddress();
        }
        throw new IllegalStateException("ICAP is spoken over TCP");
    }

    @Override
    public Transaction transaction() {
        if (transaction == null) {
            throw new IllegalStateException("OPTIONS is not recorded");
        }
        return transaction;
    }
}
