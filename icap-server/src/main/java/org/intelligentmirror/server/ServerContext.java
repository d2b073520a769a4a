package org.intelligentmirror.server;

import java.time.Clock;
import java.util.Optional;
import org.intelligentmirror.config.ServerConfig;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.log.AccessLog;
import org.intelligentmirror.metrics.ServerMetrics;

/**
 * What every connection shares. Its parts are safe for use by many threads.
 *
 * @param isTag this server's ISTag, quotes included: it changes when answers to the same message may
 * @param peerKey what {@code X-IntelligentMirror-Key} must hold, if the operator set a key
 */
record ServerContext(
        ServerConfig config,
        CacheEngine engine,
        ServerMetrics metrics,
        AccessLog accessLog,
        Clock clock,
        String isTag,
        Optional<String> peerKey,
        Lifecycle lifecycle) {}
