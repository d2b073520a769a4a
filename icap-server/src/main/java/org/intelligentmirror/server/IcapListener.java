package org.intelligentmirror.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.intelligentmirror.config.Cidr;
import org.intelligentmirror.config.IcapConfig;
import org.intelligentmirror.icap.IcapLimits;
import org.intelligentmirror.icap.IcapRequestDecoder;
import org.intelligentmirror.icap.IcapResponseEncoder;
import org.jspecify.annotations.Nullable;

/** The ICAP port: accepts connections and gives each its pipeline. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class IcapListener {
    /** Connections beyond this multiple of {@code icap.max-connections} are closed unheard: descriptors run out. */
    private static final int HARD_LIMIT_FACTOR = 2;

    /** What the kernel holds of a body that is not read: little, so that Squid soon stops reading from the origin. */
    private static final int RECEIVE_BUFFER_BYTES = 256 * 1024;

    private static final int BACKLOG = 1024;
    private static final int MAX_READ_BYTES = 64 * 1024;
    private static final WriteBufferWaterMark WRITE_MARKS = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    private final ServerContext server;
    private final EventLoops loops;
    private final Map<String, IcapService> services;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private @Nullable Channel listening;

    IcapListener(ServerContext server, EventLoops loops, List<IcapService> services) {
        this.server = server;
        this.loops = loops;
        this.services = services.stream().collect(Collectors.toUnmodifiableMap(IcapService::path, Function.identity()));
    }

    /** Binds; returns the address bound. */
    InetSocketAddress start() throws IOException {
        IcapConfig config = server.config().icap();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptors(), loops.workers())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(1024, 8 * 1024, MAX_READ_BYTES))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        InetSocketAddress address =
                new InetSocketAddress(config.listen().host(), config.listen().port());
        Channel bound = Binding.bind(bootstrap, address, "icap.listen");
        listening = bound;
        return (InetSocketAddress) bound.localAddress();
    }

    private void accept(Channel channel) {
        IcapConfig config = server.config().icap();
        int open = server.lifecycle().connectionOpened();
        server.metrics().connectionOpened();
        channel.closeFuture().addListener(closed -> {
            server.lifecycle().connectionClosed();
            server.metrics().connectionClosed();
        });
        boolean refused = (long) open > (long) HARD_LIMIT_FACTOR * config.maxConnections()
                || !mayConnect(((InetSocketAddress) channel.remoteAddress()).getAddress());
        if (refused) {
            channel.close();
            return;
        }
        IcapRequestDecoder decoder = new IcapRequestDecoder(IcapLimits.DEFAULT);
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, 0, idlePeriod(config).toMillis(), TimeUnit.MILLISECONDS))
                .addLast(decoder)
                .addLast(new IcapResponseEncoder())
                .addLast(new IcapConnection(server, services, decoder, open > config.maxConnections()));
        connections.add(channel);
    }

    private boolean mayConnect(InetAddress peer) {
        for (Cidr block : server.config().icap().allow()) {
            if (block.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** How often a connection at rest is looked at: the shorter of its two limits. */
    static Duration idlePeriod(IcapConfig config) {
        return config.idleTimeout().compareTo(config.bodyTimeout()) < 0 ? config.idleTimeout() : config.bodyTimeout();
    }

    /** Accepts no more; connections at rest close, the others after their transaction. */
    void stopAccepting() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> connection.pipeline().fireUserEventTriggered(StopEvent.INSTANCE));
        }
    }

    /** Cuts what is still running. */
    void close() {
        connections.close().awaitUninterruptibly();
    }
}
