package org.intelligentmirror.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code [fetch]}: the server's own downloads.
 *
 * @param rateLimitBytes bytes a second, 0 is unlimited
 * @param finishOver share of a download, 0 to 1, past which it is finished although its client left
 */
public record FetchConfig(
        Optional<URI> proxy,
        Optional<String> proxyUsername,
        Optional<Path> proxyPasswordFile,
        int maxParallel,
        int maxPerHost,
        long rateLimitBytes,
        double finishOver,
        boolean completeRanges,
        boolean overtake,
        List<Cidr> allowPrivate) {}
