package org.intelligentmirror.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that carry all network traffic: native epoll where there is one, else NIO. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class EventLoops implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSE_MILLIS = 2_000;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup acceptors = new MultiThreadIoEventLoopGroup(1, threads("accept"), handler());
    private final EventLoopGroup workers = new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()), threads("io"), handler());

    private static DefaultThreadFactory threads(String name) {
        return new DefaultThreadFactory(name);
    }

    private IoHandlerFactory handler() {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    EventLoopGroup acceptors() {
        return acceptors;
    }

    EventLoopGroup workers() {
        return workers;
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Which transport is in use, for the log. */
    String transport() {
        return epoll ? "epoll" : "nio";
    }

    @Override
    public void close() {
        acceptors.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        workers.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
