package org.intelligentmirror.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands on one decoded message for each {@code read()}, and reads the socket only when none is left over: the decoder
 * makes messages of everything it was given at once. Holds at most what one socket read decodes to.
 *
 * <p>Unlike Netty's {@code FlowControlHandler} it remembers that a message was asked for across reads that complete
 * none, as a long request head takes.
 */
final class OneByOne extends ChannelDuplexHandler {
    private final Queue<Object> decoded = new ArrayDeque<>();
    private boolean asked;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (asked) {
            asked = false;
            ctx.fireChannelRead(message);
        } else {
            decoded.add(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        Object message = decoded.poll();
        if (message != null) {
            ctx.fireChannelRead(message);
        } else {
            asked = true;
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        decoded.forEach(ReferenceCountUtil::release);
        decoded.clear();
    }
}
