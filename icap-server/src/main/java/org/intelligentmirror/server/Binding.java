package org.intelligentmirror.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Binds a port and says in one line why it could not. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Binding {
    private Binding() {}

    static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address, String key) throws IOException {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            String why = cause instanceof IOException && cause.getMessage() != null
                    ? cause.getMessage()
                    : String.valueOf(cause);
            throw new IOException(
                    key + ": cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + why,
                    cause);
        }
        return bound.channel();
    }
}
