package org.intelligentmirror.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.config.ConfigResult;
import org.intelligentmirror.config.HttpConfig;

/**
 * Which server a command talks to, and the file with the token for it. The command line comes before the environment,
 * the environment before the configuration. A token out of a configuration goes to that configuration's server or to
 * loopback, nowhere else.
 *
 * @param root of the HTTP listener, without a path
 */
record Server(URI root, Optional<Path> tokenFile) {
    private static final URI DEFAULT = URI.create("http://127.0.0.1:8344");
    private static final int MAX_TOKEN = 256;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    static Server find(Options options, Surroundings around) throws CliFailure {
        Optional<String> named = Optional.ofNullable(options.server).or(() -> environment(around, "IMCTL_SERVER"));
        Optional<Path> token = Optional.ofNullable(options.tokenFile)
                .or(() -> environment(around, "IMCTL_TOKEN_FILE").map(Path::of));
        Optional<URI> root = named.isPresent() ? Optional.of(parse(named.get())) : Optional.empty();
        Optional<Path> file = configFile(options, around);
        if (file.isEmpty() || (root.isPresent() && token.isPresent())) {
            return new Server(root.orElse(DEFAULT), token);
        }
        ConfigResult reading = around.configuration().apply(file.get());
        if (!(reading instanceof ConfigResult.Valid valid)) {
            if (root.isPresent() && options.config == null) {
                return new Server(root.get(), token);
            }
            throw CliFailure.failed(
                    "config", file.get() + " is not valid; see imctl config check, or give --server and --token-file");
        }
        URI configured = listener(valid.config().http());
        URI chosen = root.orElse(configured);
        boolean entrusted = chosen.equals(configured) || LOOPBACK.contains(chosen.getHost());
        return new Server(
                chosen,
                token.isPresent() || !entrusted
                        ? token
                        : Optional.of(valid.config().admin().tokenFile()));
    }

    /** The token, if a file for it is known. */
    Optional<String> token() throws CliFailure {
        if (tokenFile.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(tokenFile.get())) {
            String text = new String(in.readNBytes(MAX_TOKEN + 3), StandardCharsets.ISO_8859_1).strip();
            if (text.isEmpty() || text.length() > MAX_TOKEN || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw CliFailure.failed("token", tokenFile.get() + " holds no token");
            }
            return Optional.of(text);
        } catch (IOException e) {
            throw CliFailure.failed(
                    "token",
                    "the token in " + tokenFile.get() + " cannot be read: "
                            + e.getClass().getSimpleName());
        }
    }

    static Optional<Path> configFile(Options options, Surroundings around) {
        if (options.config != null) {
            return Optional.of(options.config);
        }
        return Files.exists(around.defaultConfig()) ? Optional.of(around.defaultConfig()) : Optional.empty();
    }

    private static Optional<String> environment(Surroundings around, String name) {
        return Optional.ofNullable(around.environment().get(name)).filter(value -> !value.isEmpty());
    }

    private static URI parse(String text) throws CliFailure {
        try {
            URI uri = URI.create(text);
            boolean bare = uri.getPath() == null
                    || uri.getPath().isEmpty()
                    || uri.getPath().equals("/");
            if (List.of("http", "https").contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && bare
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return URI.create(uri.getScheme() + "://" + uri.getAuthority());
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal.
        }
        throw CliFailure.usage("the server must be a URL such as " + DEFAULT);
    }

    private static URI listener(HttpConfig http) {
        String host = http.listen().host();
        if (host.equals("0.0.0.0")) {
            host = "127.0.0.1";
        } else if (host.equals("::")) {
            host = "::1";
        }
        return URI.create("http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + http.listen().port());
    }
}
