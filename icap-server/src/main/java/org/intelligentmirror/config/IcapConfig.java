package org.intelligentmirror.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code [icap]}: the port Squid talks to.
 *
 * @param allow peers that may connect
 * @param keyFile file with the key peers must present
 * @param delivery how hits leave
 * @param previewBytes preview asked for at RESPMOD, 0 to 65535
 * @param handoffBelowBytes hits smaller than this are handed off in {@link Delivery#AUTO}
 * @param maxConnections connections served; those beyond it get 204 to everything
 * @param idleTimeout how long a connection may rest between transactions
 * @param headTimeout how long a request head may take once its first byte is here
 * @param bodyTimeout how long a body, or a reader of ours, may stand still
 * @param shutdownTimeout how long running transfers may go on after SIGTERM
 */
public record IcapConfig(
        ListenAddress listen,
        List<Cidr> allow,
        Optional<Path> keyFile,
        Delivery delivery,
        int previewBytes,
        long handoffBelowBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration shutdownTimeout) {
    /** How a hit leaves: {@code icap.delivery}. */
    public enum Delivery {
        /** Chosen per request. */
        AUTO,
        /** Always in the ICAP answer. */
        INLINE,
        /** Whenever possible through the HTTP listener. */
        HANDOFF
    }
}
