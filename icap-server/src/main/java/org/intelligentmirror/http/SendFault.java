package org.intelligentmirror.http;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Why a stored package could not be sent: for its file's sake, or because its receiver is gone. */
public final class SendFault {
    private SendFault() {}

    /**
     * Whether the file may be to blame: it ended early, or its disk does not read. What is not known to come from the
     * network counts, since it only costs a look at the file.
     */
    public static boolean mayBeOfFile(Throwable cause) {
        if (!(cause instanceof IOException) || cause instanceof ClosedChannelException) {
            return false;
        }
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean network = cause instanceof SocketException
                || text.contains("broken pipe")
                || text.contains("connection")
                || text.contains("route")
                || text.contains("network")
                || text.contains("host");
        return !network;
    }
}
