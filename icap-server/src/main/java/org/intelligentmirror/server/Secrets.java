package org.intelligentmirror.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.intelligentmirror.config.SecretFile;
import org.intelligentmirror.config.ServerConfig;
import org.intelligentmirror.handoff.HandoffSeal;
import org.intelligentmirror.http.AdminToken;

/**
 * What the server knows and others must not.
 *
 * @param peerKey what ICAP peers must present, if the operator set a key
 */
record Secrets(AdminToken adminToken, HandoffSeal handoffSeal, Optional<String> peerKey) {
    /** Reads them, making those that may be made. Blocks. */
    static Secrets load(ServerConfig config) throws IOException {
        SecureRandom random = new SecureRandom();
        AdminToken token = AdminToken.loadOrCreate(config.admin().tokenFile(), random);
        HandoffSeal seal = HandoffSeal.loadOrCreate(config.store().directory().resolve("handoff.key"), random);
        Optional<Path> keyFile = config.icap().keyFile();
        Optional<String> peerKey = Optional.empty();
        if (keyFile.isPresent()) {
            peerKey =
                    Optional.of(SecretFile.read("icap.key-file", keyFile.get()).trim());
        }
        return new Secrets(token, seal, peerKey);
    }
}
