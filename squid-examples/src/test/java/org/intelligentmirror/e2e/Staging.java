package org.intelligentmirror.e2e;

import java.util.List;

/**
 * How a stage differs from the plain one.
 *
 * @param address where Squid and the server meet
 * @param guarded whether the include keeps clients away from our ports
 * @param settings {@code --set} values of the server
 * @param javaOptions options of the server's JVM
 * @param squidPort options of the port where Squid takes clients
 * @param squidLines lines that follow the include
 */
record Staging(
        String address,
        boolean guarded,
        List<String> settings,
        List<String> javaOptions,
        String squidPort,
        String squidLines) {
    static final String LOOPBACK = "127.0.0.1";

    /** The plain one, with these {@code --set} values. */
    static Staging plain(String... settings) {
        return new Staging(LOOPBACK, true, List.of(settings), List.of(), "", "");
    }

    Staging unguarded() {
        return new Staging(address, false, settings, javaOptions, squidPort, squidLines);
    }

    Staging meetingAt(String place) {
        return new Staging(place, guarded, settings, javaOptions, squidPort, squidLines);
    }

    Staging java(List<String> options) {
        return new Staging(address, guarded, settings, options, squidPort, squidLines);
    }

    Staging squid(String port, String lines) {
        return new Staging(address, guarded, settings, javaOptions, port, lines);
    }
}
