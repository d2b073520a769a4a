package org.intelligentmirror.config;

import java.nio.file.Path;

/**
 * {@code [log]}.
 *
 * @param directory holds {@code access.log} and {@code server.log}
 * @param maxFileBytes a log is rotated when it reaches this size, and every day
 * @param maxFiles rotated files kept of each log
 */
public record LogConfig(Path directory, long maxFileBytes, int maxFiles) {}
