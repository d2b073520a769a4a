package org.intelligentmirror.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is: the datagrams of {@code sd_notify(3)}, sent to the socket named by
 * {@code NOTIFY_SOCKET}. Without that variable, or without native epoll, it does nothing. Never throws, and blocks for
 * at most {@link #MAX_WAIT}; not for event loops.
 */
public final class SystemdNotifier {
    /** Longest a notification may take. */
    static final Duration MAX_WAIT = Duration.ofSeconds(1);

    /** Characters of a status that are sent. */
    static final int MAX_STATUS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

    private final Optional<String> socket;

    private SystemdNotifier(Optional<String> socket) {
        this.socket = socket;
    }

    /** The notifier for the service manager that started this process with {@code env}. */
    public static SystemdNotifier fromEnvironment(Map<String, String> env) {
        String socket = env.getOrDefault("NOTIFY_SOCKET", "");
        // sd_notify(3): an absolute path, or "@" and an abstract name; vsock is for virtual machines.
        boolean isKnown = socket.length() > 1 && (socket.startsWith("/") || socket.startsWith("@"));
        return new SystemdNotifier(isKnown ? Optional.of(socket) : Optional.empty());
    }

    /** Start-up is finished. */
    public void ready() {
        send("READY=1");
    }

    /** Shutdown has begun. */
    public void stopping() {
        send("STOPPING=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String text) {
        String line = text.substring(0, Math.min(text.length(), MAX_STATUS)).replaceAll("\\p{Cntrl}", " ");
        send("STATUS=" + line);
    }

    private void send(String message) {
        if (socket.isEmpty()) {
            return;
        }
        if (!Epoll.isAvailable()) {
            LOG.debug("cannot notify systemd: no native epoll here");
            return;
        }
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("systemd-notify", true), EpollIoHandler.newFactory());
        try {
            ChannelFuture connected = new Bootstrap()
                    .group(loop)
                    .channel(EpollDomainDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address(socket.get()));
            await(connected, deadline);
            Channel channel = connected.channel();
            await(channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8)), deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("cannot notify systemd", e);
        } finally {
            Future<?> unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    /** An abstract name begins with a zero byte on the wire. */
    private static DomainSocketAddress address(String socket) {
        return new DomainSocketAddress(socket.startsWith("@") ? "\0" + socket.substring(1) : socket);
    }

    private static void await(ChannelFuture step, long deadline) throws Exception {
        if (!step.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("no answer in time");
        }
        step.get();
    }
}
