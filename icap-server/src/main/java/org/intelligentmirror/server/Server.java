package org.intelligentmirror.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.config.EffectiveConfig;
import org.intelligentmirror.config.ServerConfig;
import org.intelligentmirror.engine.ArrivalSettings;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.EngineSettings;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.RebuildState;
import org.intelligentmirror.fetch.FetchFigures;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.http.HttpBackend;
import org.intelligentmirror.http.HttpListener;
import org.intelligentmirror.http.HttpTransport;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.log.JsonAccessLog;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.metrics.ServerMetrics;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the engine, the ICAP port and the HTTP listener. Started and stopped by one thread, which both
 * block.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Duration HTTP_GRACE = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 20;
    private static final long REVIEW_MILLIS = 1000;

    private final ServerConfig config;
    private final ServerContext context;
    private final OwnDownloads downloads;
    private final JsonAccessLog accessLog;
    private final EventLoops loops = new EventLoops();
    private final IcapListener icap;
    private final HttpListener http;
    private final Handoffs handoffs;
    private final InetSocketAddress icapAddress;
    private final InetSocketAddress httpAddress;

    /**
     * Starts everything; both ports accept when this returns.
     *
     * @throws StoreException if the store cannot be opened
     * @throws IOException if a port cannot be bound or a file of secrets cannot be used; the message names it
     */
    static Server start(ServerConfig config, String version, Clock clock) throws IOException, StoreException {
        Secrets secrets = Secrets.load(config);
        OwnDownloads downloads = OwnDownloads.open(config.fetch());
        CacheEngine engine;
        try {
            engine = CacheEngine.open(settings(config), downloads.forEngine(), clock);
        } catch (StoreException | RuntimeException e) {
            downloads.close();
            throw e;
        }
        JsonAccessLog accessLog = JsonAccessLog.open(config.log());
        try {
            return new Server(config, version, clock, engine, downloads, accessLog, secrets);
        } catch (IOException | RuntimeException e) {
            accessLog.close();
            downloads.close();
            engine.close();
            throw e;
        }
    }

    private Server(
            ServerConfig config,
            String version,
            Clock clock,
            CacheEngine engine,
            OwnDownloads downloads,
            JsonAccessLog accessLog,
            Secrets secrets)
            throws IOException {
        this.config = config;
        this.downloads = downloads;
        this.accessLog = accessLog;
        ServerMetrics metrics = new ServerMetrics(version, accessLog::dropped);
        metrics.fetches(downloads.fetcher()::figures);
        metrics.eviction(engine::eviction);
        metrics.sharing(engine::sharing);
        metrics.rebuild(engine::rebuild);
        this.context = new ServerContext(
                config, engine, metrics, accessLog, clock, isTag(config, version), secrets.peerKey(), new Lifecycle());
        this.handoffs = new Handoffs(secrets.handoffSeal(), engine.leases(), clock, new SecureRandom().nextLong());
        metrics.watch(handoffs);
        this.http = new HttpListener(
                config.http(),
                new HttpTransport(loops.acceptors(), loops.workers(), loops.serverChannel()),
                new HttpBackend(
                        engine.inventory(),
                        engine.pins(),
                        engine::eviction,
                        engine.blockingPool(),
                        metrics,
                        this::health,
                        engine.catalog()::report,
                        LocatorParser::parse,
                        handoffs,
                        secrets.adminToken(),
                        version,
                        this::icapAddressText),
                clock);
        HandoffWriter handoffWriter = new HandoffWriter(context, handoffs, http::withRoom);
        this.icap = new IcapListener(
                context,
                loops,
                List.of(
                        new ReqmodService(engine, new HitWriter(clock), handoffWriter, clock),
                        new RespmodService(context, handoffs)));
        try {
            httpAddress = http.start();
            icapAddress = icap.start();
            downloads.ports().add(httpAddress.getPort());
            downloads.ports().add(icapAddress.getPort());
        } catch (IOException | RuntimeException e) {
            http.close();
            loops.close();
            throw e;
        }
        ScheduledFuture<?> unused = loops.workers()
                .scheduleWithFixedDelay(handoffs::review, REVIEW_MILLIS, REVIEW_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("ICAP on {} and HTTP on {} ({})", text(icapAddress), text(httpAddress), loops.transport());
    }

    private static EngineSettings settings(ServerConfig config) {
        return new EngineSettings(
                config.store().directory(),
                config.store().maxSizeBytes(),
                config.store().minFreeBytes(),
                config.store().fsync(),
                config.identity().mode(),
                config.identity().revalidateAfter(),
                config.identity().indexMaxAge(),
                config.identity().mirrorGroups().stream()
                        .map(group -> new MirrorGroup(
                                group.name(),
                                group.roots().stream().map(URI::toString).toList()))
                        .toList(),
                config.identity().privateHosts(),
                config.types(),
                new ArrivalSettings(
                        config.join().enabled(),
                        config.join().maxWait(),
                        config.join().maxWaiting(),
                        config.fetch().finishOver(),
                        config.fetch().overtake(),
                        config.fetch().completeRanges()));
    }

    /** Another configuration may answer differently: RFC 3507 section 4.7. Quoted, at most 32 characters. */
    private static String isTag(ServerConfig config, String version) {
        String all = version + "\n" + String.join("\n", EffectiveConfig.render(config));
        byte[] digest = Sha256.newDigest().digest(all.getBytes(StandardCharsets.UTF_8));
        return "\"im-" + HexFormat.of().formatHex(digest, 0, 8) + "\"";
    }

    private String storeState() {
        EvictionReport report = context.engine().eviction();
        return report.room() == EvictionReport.Room.FREE
                ? "not accepting captures"
                : report.room().text();
    }

    private HealthSource.Health health() {
        Map<String, String> details = new LinkedHashMap<>();
        boolean storing = context.engine().acceptsCaptures();
        details.put("store", storing ? "accepting" : storeState());
        details.put("icap-connections", Integer.toString(context.lifecycle().connections()));
        details.put("icap-transactions", Integer.toString(context.lifecycle().transactions()));
        RebuildState rebuild = context.engine().rebuild();
        if (rebuild.running()) {
            details.put("index", "being made again, " + Math.round(100 * rebuild.share()) + " %");
        }
        long failed = context.engine().inventory().scrub().failed();
        if (failed > 0) {
            details.put("packages-damaged", Long.toString(failed));
        }
        FetchFigures fetches = downloads.fetcher().figures();
        details.put("fetches-running", Integer.toString(fetches.running()));
        details.put("fetches-waiting", Integer.toString(fetches.waiting()));
        details.put("handoff", handoffs.isOff() ? "off for a minute: nobody came for three in a row" : "ready");
        HealthSource.Status status = context.lifecycle().isStopping()
                ? HealthSource.Status.STOPPING
                : storing && !rebuild.running() ? HealthSource.Status.OK : HealthSource.Status.DEGRADED;
        return new HealthSource.Health(status, details);
    }

    InetSocketAddress icapAddress() {
        return icapAddress;
    }

    InetSocketAddress httpAddress() {
        return httpAddress;
    }

    Lifecycle lifecycle() {
        return context.lifecycle();
    }

    private String icapAddressText() {
        return text(icapAddress);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * Stops: accepts nothing new, lets running transactions finish for at most {@code icap.shutdown-timeout}, cuts what
     * is left, and closes the store.
     */
    @Override
    public void close() {
        context.lifecycle().stop();
        icap.stopAccepting();
        context.engine().leaves();
        long deadline = System.nanoTime() + config.icap().shutdownTimeout().toNanos();
        try {
            while (context.lifecycle().transactions() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int running = context.lifecycle().transactions();
        if (running > 0) {
            LOG.warn("{} transactions were still running after icap.shutdown-timeout; they are cut", running);
        }
        icap.close();
        http.stop(HTTP_GRACE);
        downloads.close();
        context.engine().close();
        loops.close();
        accessLog.close();
        LOG.info("Stopped");
    }
}
