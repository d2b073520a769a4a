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

    /** Stands for the address and port of this stage's HTTP listener in a setting. */
    static final String LISTENER = "{listener}";

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

    private Stage(Path store, Staging staging) {
        Path home = folder.resolve("server");
        home.toFile().mkdirs();
        int squidPort = Ports.free();
        ServerProcess.Place place = new ServerProcess.Place(staging.address(), Ports.free(), Ports.free());
        server = new ServerProcess(
                home,
                store,
                place,
                staging.settings().stream()
                        .map(setting -> setting.replace(SQUID_PORT, Integer.toString(squidPort))
                                .replace(LISTENER, place.listener()))
                        .toList(),
                staging.javaOptions());
        server.start();
        Path squidFolder = folder.resolve("squid");
        squidFolder.toFile().mkdirs();
        SquidInclude include = new SquidInclude(server.place(), staging.guarded());
        squid = new SquidProcess(
                squidFolder, squidPort, staging.squidPort(), log -> include.text(log) + staging.squidLines());
    }

    /** Starts both, with these {@code --set} values. */
    static Stage open(String... settings) {
        return open(Staging.plain(settings));
    }

    static Stage open(Staging staging) {
        return new Stage(Folders.temporary("store"), staging);
    }

    /** As {@link #open}, with the store in a folder of the caller's. */
    static Stage openOver(Path store, String... settings) {
        return new Stage(store, Staging.plain(settings));
    }

    /** As {@link #open}, with an include that does not keep clients away from our ports. */
    static Stage openUnguarded() {
        return open(Staging.plain().unguarded());
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
