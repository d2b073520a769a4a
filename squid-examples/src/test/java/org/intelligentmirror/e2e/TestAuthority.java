package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of the test's own: an origin's certificate, and what a bumping Squid signs with. */
final class TestAuthority implements AutoCloseable {
    private static final String PASSWORD = "origin";

    private final Path folder = Folders.temporary("authority");

    TestAuthority() {
        String openssl = "cd " + folder + "; openssl req -x509 -newkey rsa:2048 -nodes -days 2 ";
        shell(openssl + "-subj /CN=tests -keyout ca.key -out ca.pem"
                + " -addext keyUsage=critical,keyCertSign,digitalSignature");
        shell(openssl + "-subj /CN=127.0.0.1 -keyout origin.key -out origin.pem -CA ca.pem -CAkey ca.key"
                + " -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE");
        shell("cd " + folder + "; openssl pkcs12 -export -inkey origin.key -in origin.pem -out origin.p12"
                + " -passout pass:" + PASSWORD);
        shell("cd " + folder + "; cat ca.pem ca.key > bump.pem; chmod 644 bump.pem");
    }

    private static void shell(String line) {
        Command.run("sh", "-ec", line).succeeded();
    }

    /** The authority's certificate, for who is to trust it. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** What Squid's port needs to look into TLS. */
    String bumpingPort() {
        return "ssl-bump generate-host-certificates=on tls-cert=" + folder.resolve("bump.pem");
    }

    /** How Squid decides to look into all TLS, and whom it trusts itself. */
    String bumpingLines() {
        return """
                sslcrtd_program /usr/lib/squid/security_file_certgen
                acl im_hello at_step SslBump1
                ssl_bump peek im_hello
                ssl_bump bump all
                tls_outgoing_options cafile=%s
                """.formatted(certificate());
    }

    /** Speaks TLS as the origin on 127.0.0.1. */
    SSLContext origin() {
        try (InputStream in = Files.newInputStream(folder.resolve("origin.p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Options of a JVM that trusts this authority. */
    List<String> trust() {
        Path file = folder.resolve("trust.p12");
        try (InputStream in = Files.newInputStream(certificate());
                OutputStream out = Files.newOutputStream(file)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "tests", CertificateFactory.getInstance("X.509").generateCertificate(in));
            trusted.store(out, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return List.of("-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    @Override
    public void close() {
        Folders.delete(folder);
    }
}
