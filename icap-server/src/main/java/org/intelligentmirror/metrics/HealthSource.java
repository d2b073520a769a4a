package org.intelligentmirror.metrics;

import java.util.Locale;
import java.util.Map;

/** Where the server's health is asked. Called from event loops: answers from memory, never blocks. */
@FunctionalInterface
public interface HealthSource {
    /** The health of the moment. */
    Health health();

    /**
     * How the server does, and why.
     *
     * @param details short facts in a fixed order, such as {@code store: full}; never a secret: anybody may read them
     */
    record Health(Status status, Map<String, String> details) {}

    /** The whole server in one word. */
    enum Status {
        /** Everything works. */
        OK,
        /** It answers, but something is amiss: the store takes nothing, say. */
        DEGRADED,
        /** It finishes what runs and takes nothing new. */
        STOPPING;

        private final String token = name().toLowerCase(Locale.ROOT);

        /** The word in {@code /healthz}. */
        public String token() {
            return token;
        }
    }
}
