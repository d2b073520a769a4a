package org.intelligentmirror.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.intelligentmirror.config.HttpConfig;
import org.intelligentmirror.metrics.StoreSampler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener. {@link #start} once, {@link #stop} once; both from one thread, never an event loop. The event
 * loops of its {@link HttpTransport} belong to the caller.
 */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    private final HttpConfig config;
    private final HttpTransport transport;
    private final HttpBackend backend;
    private final RequestGate gate;
    private final Dispatcher dispatcher;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger open = new AtomicInteger();
    private final int maxConnections;
    private volatile @Nullable Channel server;
    private @Nullable StoreSampler sampler;

    /** A listener that does not listen yet. */
    public HttpListener(HttpConfig config, HttpTransport transport, HttpBackend backend, Clock clock) {
        this(config, transport, backend, clock, HttpLimits.MAX_CONNECTIONS);
    }

    HttpListener(HttpConfig config, HttpTransport transport, HttpBackend backend, Clock clock, int maxConnections) {
        this.maxConnections = maxConnections;
        this.config = config;
        this.transport = transport;
        this.backend = backend;
        this.gate = new RequestGate(new HostNames(config), backend.token(), backend.handoffs());
        this.dispatcher = new Dispatcher(
                new Routes(
                        new StatusPages(backend),
                        new BrowsePages(backend.inventory()),
                        new CasDownloads(backend.inventory()),
                        new HandedOffDownloads(backend.handoffs(), clock),
                        new AdminApi(backend, clock)),
                backend.pool());
    }

    /**
     * Binds {@code http.listen} and begins to serve.
     *
     * @return the bound address, with the port the system chose if {@code http.listen} left it open
     * @throws IOException if the address cannot be bound; the message names it
     */
    public InetSocketAddress start() throws IOException {
        if (server != null) {
            throw new IllegalStateException("started already");
        }
        InetSocketAddress address =
                new InetSocketAddress(config.listen().host(), config.listen().port());
        if (address.isUnresolved()) {
            throw new IOException("http.listen: " + config.listen() + " is no address of this machine");
        }
        Channel bound;
        try {
            bound = new ServerBootstrap()
                    .group(transport.acceptors(), transport.workers())
                    .channel(transport.channelType())
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childHandler(new Connections())
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            // Netty throws the IOException of bind() undeclared.
            throw new IOException("http.listen: " + config.listen() + " cannot be bound: " + e.getMessage(), e);
        }
        server = bound;
        sampler = new StoreSampler(backend.inventory(), backend.pool(), backend.metrics(), transport.workers());
        return (InetSocketAddress) bound.localAddress();
    }

    /** Where more downloads may be sent: the bound address; empty if it is not bound or three quarters are taken. */
    public Optional<InetSocketAddress> withRoom() {
        Channel listening = server;
        if (listening == null || !listening.isOpen() || open.get() >= maxConnections - maxConnections / 4) {
            return Optional.empty();
        }
        return Optional.of((InetSocketAddress) listening.localAddress());
    }

    /** Stops accepting, closes idle connections, lets answers finish for at most {@code grace}, and closes the rest. */
    public void stop(Duration grace) {
        Channel listening = server;
        StoreSampler sampling = sampler;
        if (listening == null || sampling == null) {
            return;
        }
        sampling.close();
        listening.close().syncUninterruptibly();
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(HttpConnection.Stop.WHEN_IDLE));
        connections.newCloseFuture().awaitUninterruptibly(grace.toMillis(), TimeUnit.MILLISECONDS);
        connections.close().awaitUninterruptibly();
    }

    /** {@link #stop} without grace. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    /** {@code host:port}, an IPv6 literal in brackets. */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Sets up each connection, or closes it when its peer may not connect or there are too many. */
    private final class Connections extends ChannelInitializer<SocketChannel> {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a close nobody waits for
        protected void initChannel(SocketChannel channel) {
            InetSocketAddress peer = channel.remoteAddress();
            boolean crowded = open.incrementAndGet() > maxConnections;
            channel.closeFuture().addListener(closed -> open.decrementAndGet());
            if (crowded || peer == null || !mayConnect(peer.getAddress())) {
                LOG.debug("Closing a connection from {}: not in http.allow, or too many", peer);
                channel.close();
                return;
            }
            connections.add(channel);
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast(new HttpRequestDecoder(new HttpDecoderConfig()
                    .setMaxInitialLineLength(HttpLimits.MAX_REQUEST_LINE)
                    .setMaxHeaderSize(HttpLimits.MAX_HEADERS)
                    .setMaxChunkSize(HttpLimits.MAX_CHUNK)));
            pipeline.addLast(new HttpResponseEncoder());
            pipeline.addLast(new OneByOne());
            pipeline.addLast(
                    new IdleStateHandler(true, 0, HttpLimits.STALL_TIMEOUT.toMillis(), 0, TimeUnit.MILLISECONDS));
            pipeline.addLast(new HttpConnection(gate, dispatcher, backend.inventory()::doubt));
        }

        private boolean mayConnect(InetAddress peer) {
            return config.allow().stream().anyMatch(block -> block.contains(peer));
        }
    }
}
