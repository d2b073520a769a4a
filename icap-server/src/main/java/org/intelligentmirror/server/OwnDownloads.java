package org.intelligentmirror.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.intelligentmirror.config.FetchConfig;
import org.intelligentmirror.fetch.HttpFetcher;
import org.intelligentmirror.fetch.OwnPorts;
import org.intelligentmirror.origin.OwnFetches;

/**
 * The server's own downloads, and how they are known again when they come by: another tag at each start, so that nobody
 * can hold one in store.
 */
record OwnDownloads(HttpFetcher fetcher, OwnPorts ports, String tag) implements AutoCloseable {
    private static final int TAG_BYTES = 16;

    /**
     * Takes orders from now on. Blocks.
     *
     * @throws IOException if the proxy cannot be used; the message names the key
     */
    static OwnDownloads open(FetchConfig config) throws IOException {
        byte[] random = new byte[TAG_BYTES];
        new SecureRandom().nextBytes(random);
        String tag = HexFormat.of().formatHex(random);
        OwnPorts ports = new OwnPorts();
        return new OwnDownloads(HttpFetcher.open(config, tag, ports), ports, tag);
    }

    OwnFetches forEngine() {
        return new OwnFetches(fetcher, tag);
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
