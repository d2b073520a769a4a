package org.intelligentmirror.server;

import java.util.List;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.IcapResponse.Field;
import org.intelligentmirror.icap.IcapStatus;

/**
 * The answer to OPTIONS (RFC 3507 section 4.10.2). Squid uses no preview without {@code Transfer-Preview}, and counts
 * the life of the answer from its Date, so that a clock askew would disable the service: there is none. Max-Connections
 * is left out because Squid, with bypass on, turns a hit into a miss when it is reached.
 */
final class OptionsReply {
    private static final String TTL_SECONDS = "3600";

    private OptionsReply() {}

    static IcapResponse of(IcapService service, ServerContext server) {
        return IcapResponse.bare(
                IcapStatus.OK,
                List.of(
                        new Field("Methods", service.method().name()),
                        new Field("Service", "IntelligentMirror package cache"),
                        new Field("Service-ID", "intelligentmirror-" + service.label()),
                        new Field("ISTag", server.isTag()),
                        new Field("Allow", "204"),
                        new Field("Preview", Integer.toString(service.previewBytes())),
                        new Field("Transfer-Preview", "*"),
                        new Field("Options-TTL", TTL_SECONDS)));
    }
}
