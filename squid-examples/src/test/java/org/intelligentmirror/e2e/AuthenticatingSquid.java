package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A Squid that lets nobody in but {@code mirror} with the password {@code pass:word}, and knows nothing of ICAP. */
final class AuthenticatingSquid implements AutoCloseable {
    private final Path folder = Folders.temporary("proxy");
    private final SquidProcess squid;

    AuthenticatingSquid() {
        Path helper = folder.resolve("helper");
        try {
            // Squid asks it one question a line.
            Files.writeString(helper, """
                    #!/bin/sh
                    while read -r said; do
                      if [ "$said" = "mirror pass:word" ]; then echo OK; else echo ERR; fi
                    done
                    """);
            Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path squidFolder = folder.resolve("squid");
        squidFolder.toFile().mkdirs();
        squid = new SquidProcess(squidFolder, Ports.free(), accessLog -> """
                auth_param basic program %s
                auth_param basic realm mirrors
                acl known proxy_auth REQUIRED
                access_log stdio:%s
                http_access allow known
                http_access deny all
                """.formatted(helper, accessLog));
    }

    int port() {
        return squid.port();
    }

    String lines() {
        return String.join("\n", squid.lines());
    }

    @Override
    public void close() {
        squid.close();
        Folders.delete(folder);
    }
}
