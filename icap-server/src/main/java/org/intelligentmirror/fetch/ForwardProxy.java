package org.intelligentmirror.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.intelligentmirror.config.FetchConfig;
import org.intelligentmirror.config.SecretFile;
import org.intelligentmirror.locator.LocatorParser;

/**
 * The operator's proxy for the server's own downloads. Prints without its password.
 *
 * @param target where it listens
 * @param authorization what {@code Proxy-Authorization} carries, if it wants a name
 */
record ForwardProxy(Target target, Optional<String> authorization) {
    /**
     * The proxy {@code config} names, if it names one. Blocks while it reads the password.
     *
     * @throws IOException if it cannot be used; the message names the key
     */
    static Optional<ForwardProxy> of(FetchConfig config) throws IOException {
        if (config.proxy().isEmpty()) {
            return Optional.empty();
        }
        URI url = config.proxy().get();
        String authority = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        Target target = LocatorParser.parse("http://" + authority + "/")
                .flatMap(Target::of)
                .orElseThrow(() -> new IOException("fetch.proxy: names no host that can be asked"));
        Optional<String> credentials = Optional.ofNullable(url.getRawUserInfo())
                .map(text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        if (config.proxyUsername().isPresent()) {
            String password = config.proxyPasswordFile().isPresent()
                    ? SecretFile.read(
                            "fetch.proxy-password-file",
                            config.proxyPasswordFile().get())
                    : "";
            credentials = Optional.of(config.proxyUsername().get() + ":" + password);
        }
        return Optional.of(new ForwardProxy(target, credentials.map(ForwardProxy::basic)));
    }

    /** RFC 7617 section 2. */
    private static String basic(String credentials) {
        String whole = credentials.indexOf(':') < 0 ? credentials + ":" : credentials;
        return "Basic " + Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ForwardProxy[" + target.authority() + "]";
    }
}
