package org.intelligentmirror.icap;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides whether a connection is read from: it is, unless somebody holds the gate. Used on the channel's event loop.
 */
public final class ReadGate {
    /** Who may ask for a pause. */
    public enum Holder {
        /** Too many bytes of later requests are waiting. */
        PIPELINE,
        /** The peer does not read the answer as fast as it sends. */
        ECHO,
        /** The disk does not keep up. */
        CAPTURE,
        /** The origin's body is not needed. */
        CONFIRMED
    }

    private static final AttributeKey<ReadGate> KEY = AttributeKey.valueOf(ReadGate.class, "gate");

    private final Channel channel;
    private final Set<Holder> holders = EnumSet.noneOf(Holder.class);

    private ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** The gate of this connection. */
    public static ReadGate of(Channel channel) {
        ReadGate gate = channel.attr(KEY).get();
        if (gate == null) {
            gate = new ReadGate(channel);
            channel.attr(KEY).set(gate);
        }
        return gate;
    }

    /** Stops reading until {@code holder}, and everybody else, lets go. */
    public void hold(Holder holder) {
        if (holders.add(holder)) {
            channel.config().setAutoRead(false);
        }
    }

    /** Lets go; does nothing if it was not held. */
    public void release(Holder holder) {
        if (holders.remove(holder) && holders.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }
}
