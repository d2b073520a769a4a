package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One server behind one Squid, with everything in a temporary folder. */
final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Stands for this stage's Squid's port in a setting. */
    static final String SQUID_PORT = "{squid}";

    private final Path folder = Folders.temporary("stage");
    private final ServerProcess server;
    private final SquidProcess squid;

    /** What the client got, and how Squid logged it. */
    record Visit(Download download, String verdict) {
        byte[] body() {
            return download.body();
        }

        int status() {
            return download.status();
        }
    }

    private Stage(Path store, boolean guarded, List<String> settings) {
        Path home = folder.resolve("server");
        home.toFile().mkdirs();
        int squidPort = Ports.free();
        server = new ServerProcess(
                home,
                store,
                settings.stream()
                        .map(setting -> setting.replace(SQUID_PORT, Integer.toString(squidPort)))
                        .toList());
        server.start();
        Path squidFolder = folder.resolve("squid");
        squidFolder.toFile().mkdirs();
        squid = new SquidProcess(
                squidFolder, squidPort, new SquidInclude(server.icapPort(), server.httpPort(), guarded)::text);
    }

    /** Starts both, with these {@code --set} values. */
    static Stage open(String... settings) {
        Path store = Folders.temporary("store");
        return new Stage(store, true, List.of(settings));
    }

    /** As {@link #open}, with the store in a folder of the caller's. */
    static Stage openOver(Path store, String... settings) {
        return new Stage(store, true, List.of(settings));
    }

    /** As {@link #open}, with an include that does not keep clients away from our ports. */
    static Stage openUnguarded() {
        return new Stage(Folders.temporary("store"), false, List.of());
    }

    ServerProcess server() {
        return server;
    }

    SquidProcess squid() {
        return squid;
    }

    StoreView store() {
        return server.store();
    }

    /** Downloads through Squid with curl. */
    Visit get(String url, String... curlOptions) {
        int mark = squid.mark();
        Download download = Download.curl(squid.port(), url, curlOptions);
        return new Visit(download, squid.verdictAfter(mark, url));
    }

    /** Downloads what must be captured, and waits until it is in the store. */
    Visit capture(String url) {
        Visit visit = get(url);
        awaitOutcome(url, "yes");
        return visit;
    }

    /** Asks again and again until Squid logs this verdict. */
    void awaitVerdict(String url, String verdict) {
        await(url + " " + verdict)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> get(url).verdict().equals(verdict));
    }

    /** Waits until the server has logged the end of a capture of this URL with this outcome. */
    void awaitOutcome(String url, String stored) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(logged(url))
                        .as(url + " stored=" + stored)
                        .anyMatch(line -> line.path("stored").asString("").startsWith(stored)));
    }

    /** Waits until the server's access log has a line for this URL with this verdict and reason. */
    void awaitLogged(String url, String verdict, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(logged(url))
                        .as(url + " " + verdict + ";reason=" + reason)
                        .anyMatch(line -> line.path("verdict").asString().equals(verdict)
                                && line.path("reason").asString().equals(reason)));
    }

    private List<JsonNode> logged(String url) {
        return server.accessLog(url.replaceFirst("\\?.*", ""));
    }

    @Override
    public void close() {
        squid.close();
        server.close();
        Folders.delete(folder);
        Folders.delete(store().directory());
    }
}
