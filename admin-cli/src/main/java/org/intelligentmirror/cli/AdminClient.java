package org.intelligentmirror.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Speaks to the server's HTTP listener, never through a proxy. Answers and waits are bounded. */
final class AdminClient {
    /** How long connecting may take. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** How long an answer of the admin API may take, its body included. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** How long a download may stand still. */
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    /** Most bytes of a JSON answer: a page of 1000 packages with long URLs fits. */
    static final int MAX_ANSWER = 32 * 1024 * 1024;

    private final Server server;
    private final Optional<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    AdminClient(Server server) throws CliFailure {
        this.server = server;
        this.token = server.token();
    }

    URI server() {
        return server.root();
    }

    /** GET below {@code /admin/v1/}. */
    JsonNode get(String resource) throws CliFailure {
        return send(request("/admin/v1/" + resource).GET());
    }

    /** DELETE below {@code /admin/v1/}. */
    JsonNode delete(String resource) throws CliFailure {
        return send(request("/admin/v1/" + resource).DELETE());
    }

    /** POST without a body below {@code /admin/v1/}. */
    JsonNode post(String resource) throws CliFailure {
        return send(request("/admin/v1/" + resource).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** POST of a document below {@code /admin/v1/}. */
    JsonNode post(String resource, JsonNode body) throws CliFailure {
        return send(request("/admin/v1/" + resource)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Output.write(body))));
    }

    /** Puts the package with {@code sha256} into {@code file}, unchecked, and hands back what arrived. */
    Download.Received download(String sha256, Path file) throws CliFailure {
        Download download = new Download(file);
        CompletableFuture<HttpResponse<Download.Received>> running = client.sendAsync(
                request("/cas/" + sha256).GET().build(),
                info -> info.statusCode() == 200 ? download : HttpResponse.BodySubscribers.replacing(Download.NOTHING));
        long seen = -1;
        while (true) {
            try {
                HttpResponse<Download.Received> response = running.get(STALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                if (response.statusCode() == 404) {
                    throw CliFailure.failed("not-found", "no package with this digest is stored");
                }
                if (response.statusCode() != 200) {
                    throw CliFailure.failed("server", "the server answered " + response.statusCode());
                }
                return response.body();
            } catch (TimeoutException e) {
                if (download.received() == seen) {
                    running.cancel(true);
                    throw unreachable("the download stands still");
                }
                seen = download.received();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UncheckedIOException local) {
                    throw CliFailure.failed("file", file + " cannot be written: " + local.getMessage());
                }
                throw unreachable(reason(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable("interrupted");
            }
        }
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.root() + pathAndQuery));
        if (pathAndQuery.startsWith("/admin/")) {
            token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        }
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws CliFailure {
        HttpResponse<byte[]> response;
        try {
            response = client.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER))
                    .orTimeout(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .get();
        } catch (ExecutionException | CancellationException e) {
            throw unreachable(reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
        JsonNode body;
        try {
            body = Output.JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw CliFailure.failed("server", server.root() + " does not answer as an IntelligentMirror does");
        }
        if (response.statusCode() == 200 && body.isObject()) {
            return body;
        }
        throw refused(response.statusCode(), body);
    }

    private CliFailure refused(int status, JsonNode body) {
        if (status == 401) {
            String which = server.tokenFile()
                    .map(file -> "the token in " + file + " is not the server's")
                    .orElse("no token is known; give --token-file or --config");
            return CliFailure.failed("unauthorized", server.root() + " wants its admin token: " + which);
        }
        String error = body.path("error").asString("server");
        String detail = body.path("detail").asString("the server answered " + status);
        return status == 400 ? new CliFailure(CliFailure.USAGE, error, detail) : CliFailure.failed(error, detail);
    }

    private CliFailure unreachable(String why) {
        return new CliFailure(CliFailure.UNREACHABLE, "unreachable", server.root() + " does not answer: " + why);
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        return cause instanceof IOException && message != null ? kind + ", " + message : kind;
    }
}
