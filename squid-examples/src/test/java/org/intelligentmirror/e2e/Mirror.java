package org.intelligentmirror.e2e;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;
import com.github.tomakehurst.wiremock.core.Options.ChunkedEncodingPolicy;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A well-behaved mirror on loopback: files with validators, byte ranges, and a log of what it was asked. */
final class Mirror implements AutoCloseable {
    static final String LAST_MODIFIED = "Tue, 03 Feb 2026 04:05:06 GMT";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final int port = Ports.free();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private WireMockServer server = started();

    /** Puts a file at this path, which begins with a slash; the URL of it. */
    String put(String path, byte[] body) {
        return put(path, body, Map.of());
    }

    /** Puts a file whose answers carry these header fields too. */
    String put(String path, byte[] body, Map<String, String> extraHeaders) {
        files.put(path, body);
        headers.put(path, extraHeaders);
        return url(path);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** What it was asked so far, as {@code GET /path}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    /** Goes off the network; {@link #start} brings it back on the same port. */
    void stop() {
        server.stop();
    }

    void start() {
        server = started();
    }

    static String etag(byte[] body) {
        return '"' + Samples.sha256(body).substring(0, 16) + '"';
    }

    @Override
    public void close() {
        server.stop();
    }

    private WireMockServer started() {
        WireMockServer fresh = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .port(port)
                .notifier(new Slf4jNotifier(false))
                .gzipDisabled(true)
                .disableRequestJournal()
                .useChunkedTransferEncoding(ChunkedEncodingPolicy.NEVER)
                .extensions(new Files()));
        fresh.start();
        fresh.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
        return fresh;
    }

    /** Answers from the files, whatever the stub says. */
    private final class Files implements ResponseDefinitionTransformerV2 {
        @Override
        public String getName() {
            return "files";
        }

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            Request request = event.getRequest();
            String path = request.getUrl().replaceFirst("\\?.*", "");
            requests.add(request.getMethod() + " " + path);
            byte[] body = files.get(path);
            return body == null
                    ? WireMock.notFound().build()
                    : answer(request, path, body).build();
        }

        private ResponseDefinitionBuilder answer(Request request, String path, byte[] body) {
            ResponseDefinitionBuilder answer = WireMock.aResponse()
                    .withHeader("Content-Type", "application/x-" + path.substring(path.lastIndexOf('.') + 1))
                    .withHeader("Last-Modified", LAST_MODIFIED)
                    .withHeader("ETag", etag(body))
                    .withHeader("Accept-Ranges", "bytes");
            headers.getOrDefault(path, Map.of()).forEach(answer::withHeader);
            if (etag(body).equals(request.getHeader("If-None-Match"))) {
                return answer.withStatus(304);
            }
            Matcher range = RANGE.matcher(String.valueOf(request.getHeader("Range")));
            if (!range.matches()) {
                return answer.withStatus(200)
                        .withHeader("Content-Length", Integer.toString(body.length))
                        .withBody(body);
            }
            int from = Integer.parseInt(range.group(1));
            int to = range.group(2).isEmpty() ? body.length - 1 : Integer.parseInt(range.group(2));
            return answer.withStatus(206)
                    .withHeader("Content-Range", "bytes %d-%d/%d".formatted(from, to, body.length))
                    .withHeader("Content-Length", Integer.toString(to - from + 1))
                    .withBody(Arrays.copyOfRange(body, from, to + 1));
        }
    }
}
