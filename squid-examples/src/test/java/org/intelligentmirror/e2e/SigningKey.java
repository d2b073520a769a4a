package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A key of a repository, in a key ring of its own. */
final class SigningKey implements AutoCloseable {
    private static final String NAME = "Tests <tests@localhost>";

    private final Path ring = Folders.temporary("keys");
    private final Map<String, String> environment = Map.of("GNUPGHOME", ring.toString());

    SigningKey() {
        gpg("--passphrase", "", "--quick-generate-key", NAME, "rsa2048", "sign", "never");
        gpg("--armor", "--output", publicKey().toString(), "--export", NAME);
    }

    /** The file, in ASCII armour, that clients are given. */
    Path publicKey() {
        return ring.resolve("public.asc");
    }

    /** The text inside a clear-signed message. */
    byte[] clearSigned(byte[] text) {
        return signed(text, "--clear-sign");
    }

    /** A signature that stands beside the bytes. */
    byte[] detached(byte[] bytes) {
        return signed(bytes, "--detach-sign", "--armor");
    }

    /** An RPM package with a signature in it. */
    byte[] signedRpm(byte[] rpm) {
        try {
            Path file = Files.write(ring.resolve("one.rpm"), rpm);
            Command.run(
                            List.of(
                                    "rpmsign",
                                    "--define",
                                    "_gpg_name " + NAME,
                                    "--define",
                                    "__gpg /usr/bin/gpg",
                                    "--addsign",
                                    file.toString()),
                            environment)
                    .succeeded();
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] signed(byte[] bytes, String... how) {
        try {
            Path plain = Files.write(ring.resolve("plain"), bytes);
            Path signed = ring.resolve("signed");
            List<String> words = new ArrayList<>(List.of("--yes", "--output", signed.toString()));
            words.addAll(List.of(how));
            words.add(plain.toString());
            gpg(words.toArray(String[]::new));
            return Files.readAllBytes(signed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void gpg(String... words) {
        List<String> all = new ArrayList<>(List.of("gpg", "--batch", "--quiet"));
        all.addAll(List.of(words));
        Command.run(all, environment).succeeded();
    }

    @Override
    public void close() {
        Command.run(List.of("gpgconf", "--kill", "all"), environment).succeeded();
        Folders.delete(ring);
    }
}
