package org.intelligentmirror.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * The event loops a listener runs on and the channel that fits them. Whoever made the groups shuts them down, after the
 * listener.
 *
 * @param acceptors takes connections; may be the same group as {@code workers}
 * @param workers serves them
 * @param channelType of the kind the groups' I/O handler drives
 */
public record HttpTransport(
        EventLoopGroup acceptors, EventLoopGroup workers, Class<? extends ServerSocketChannel> channelType) {
    /** Portable event loops of its own; {@link #shutDown} ends them. */
    public static HttpTransport nio(int threads) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        return new HttpTransport(group, group, NioServerSocketChannel.class);
    }

    /** Ends both groups and waits for that, for those who own them. */
    public void shutDown() {
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
