package org.intelligentmirror.config;

import java.nio.file.Path;

/**
 * {@code [admin]}.
 *
 * @param tokenFile holds the bearer token of the admin API; created with mode 0600 if missing
 */
public record AdminConfig(Path tokenFile) {}
