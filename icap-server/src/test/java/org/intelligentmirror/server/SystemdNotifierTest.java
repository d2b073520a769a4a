package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifierTest {
    @TempDir
    Path directory;

    private final EventLoopGroup loop = Epoll.isAvailable()
            ? new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())
            : new MultiThreadIoEventLoopGroup(1, io.netty.channel.nio.NioIoHandler.newFactory());
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void systemdIsToldOnItsSocket() throws InterruptedException {
        Path socket = directory.resolve("notify");
        listen(socket.toString());
        SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", socket.toString()));

        notifier.ready();
        assertThat(next()).isEqualTo("READY=1");
        notifier.status("two\nlines");
        assertThat(next()).isEqualTo("STATUS=two lines");
        notifier.stopping();
        assertThat(next()).isEqualTo("STOPPING=1");
    }

    @Test
    void anAbstractSocketIsReachedToo() throws InterruptedException {
        String name = "intelligentmirror-test-" + UUID.randomUUID();
        listen("\0" + name);

        SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", "@" + name)).ready();

        assertThat(next()).isEqualTo("READY=1");
    }

    @Test
    void aStatusIsCutAtItsBoundAndNotBefore() throws InterruptedException {
        Path socket = directory.resolve("notify");
        listen(socket.toString());
        SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", socket.toString()));
        String longest = "s".repeat(SystemdNotifier.MAX_STATUS);

        notifier.status(longest);
        assertThat(next()).isEqualTo("STATUS=" + longest);
        notifier.status(longest + "s");
        assertThat(next()).isEqualTo("STATUS=" + longest);
    }

    @Test
    void withoutASocketThatAnswersNothingHappens() throws Exception {
        Path nobody = directory.resolve("nobody");
        Path file = Files.writeString(directory.resolve("file"), "");
        for (String socket : new String[] {
            "", "@", "/", "relative", "vsock:2:1", nobody.toString(), file.toString(), "/" + "x".repeat(300)
        }) {
            SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", socket));
            assertThatCode(notifier::ready).as(socket).doesNotThrowAnyException();
        }
        assertThatCode(SystemdNotifier.fromEnvironment(Map.of())::stopping).doesNotThrowAnyException();
    }

    private Channel listen(String path) throws InterruptedException {
        assumeTrue(Epoll.isAvailable(), "native epoll");
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                        received.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(path))
                .sync()
                .channel();
    }

    private String next() throws InterruptedException {
        String message = received.poll(10, TimeUnit.SECONDS);
        return message == null ? "nothing came" : message;
    }
}
