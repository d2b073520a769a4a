package org.intelligentmirror.config;

import java.nio.file.Path;

/**
 * {@code [log]}.
 *
 * @param directory holds {@code access.log} and {@code server.log}
 * @param maxFileBytes a log is rotated when it reaches this size, and every day; 0 is unlimited
 * @param maxFiles rotated files kept of each log
 */
public record LogConfig(Path directory, long maxFileBytes, int maxFiles) {
    /** Whether {@code directory} can be part of the pattern rotated files are named by, which has no working escape. */
    public static boolean isUsable(Path directory) {
        String name = directory.toString();
        return name.indexOf('%') < 0 && name.indexOf('\\') < 0;
    }
}
