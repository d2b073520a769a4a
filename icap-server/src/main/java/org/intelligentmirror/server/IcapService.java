package org.intelligentmirror.server;

import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;

/** One of the services Squid is configured with. Shared by all connections. */
interface IcapService {
    /** The path of its URI: {@code /reqmod} or {@code /respmod}. */
    String path();

    /** The method it speaks beside OPTIONS. */
    IcapMethod method();

    /** Bytes of preview it asks for. */
    int previewBytes();

    /** Takes a request up. Runs on the connection's event loop; never blocks. */
    IcapExchange begin(IcapRequest request, Answer answer);

    /** Its name in logs and metrics. */
    default String label() {
        return path().substring(1);
    }
}
