package org.intelligentmirror.config;

import java.time.Duration;

/** {@code [join]}: sharing a download while it runs. */
public record JoinConfig(boolean enabled, Duration maxWait, int maxWaiting) {}
