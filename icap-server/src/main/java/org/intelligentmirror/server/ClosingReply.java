package org.intelligentmirror.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The last answer on a connection. Closing a socket with unread bytes in it resets the connection, and the reset can
 * overtake the answer; so the output is shut first, and what still arrives is read and thrown away for a moment.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class ClosingReply {
    /** How long a peer has to take in the answer and close. */
    static final long LINGER_MILLIS = 1_000;

    private ClosingReply() {}

    static void send(ChannelHandlerContext ctx, Object lastMessage) {
        ctx.writeAndFlush(lastMessage).addListener((ChannelFutureListener) done -> linger(ctx.channel()));
    }

    /** Shuts the output, and closes when the peer does or after {@link #LINGER_MILLIS}. */
    static void linger(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex) || !channel.isActive()) {
            channel.close();
            return;
        }
        duplex.shutdownOutput();
        if (duplex.isInputShutdown()) {
            channel.close();
            return;
        }
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
