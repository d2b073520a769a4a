package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * {@code squid-examples/minimal.conf} for other ports than its own.
 *
 * @param guarded false leaves out the line that keeps clients away from our ports
 */
record SquidInclude(ServerProcess.Place server, boolean guarded) {
    private static final String GUARD = "http_access deny im_ports im_self";

    /** The file's text with these ports, logging to this file. */
    String text(Path accessLog) {
        return original()
                .lines()
                .filter(line -> guarded || !line.startsWith(GUARD))
                .map(line -> line.startsWith("#") ? line : substituted(line, accessLog))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String substituted(String line, Path accessLog) {
        return line.replace("icap://127.0.0.1:", "icap://" + server.address() + ":")
                .replaceFirst("^acl im_self .*", "$0" + (server.isLoopback() ? "" : " " + server.address()))
                .replaceAll("\\b1344\\b", Integer.toString(server.icapPort()))
                .replaceAll("\\b8344\\b", Integer.toString(server.httpPort()))
                .replaceFirst("^access_log [^ ]+", "access_log stdio:" + accessLog);
    }

    private static String original() {
        try {
            String text = Files.readString(ServerProcess.ROOT.resolve("squid-examples/minimal.conf"));
            if (!text.contains("\n" + GUARD + "\n")) {
                throw new IllegalStateException("minimal.conf has no line: " + GUARD);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
