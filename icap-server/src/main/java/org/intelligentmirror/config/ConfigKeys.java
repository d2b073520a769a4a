package org.intelligentmirror.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.intelligentmirror.config.IcapConfig.Delivery;
import org.intelligentmirror.config.IdentityConfig.MirrorGroup;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.store.FsyncPolicy;

/**
 * The table of all keys. Validation, defaults, the commented sample and the dump of the effective configuration come
 * from it and from nowhere else.
 */
final class ConfigKeys {
    /** Blocks in an {@code allow} list. */
    static final int MAX_BLOCKS = 1000;

    /** Host globs in {@code identity.private}. */
    static final int MAX_GLOBS = 1000;

    /** Largest {@code icap.preview}: c-icap's and Squid's own bound. */
    static final int MAX_PREVIEW_BYTES = 65535;

    /** Who may connect when nobody said otherwise: this machine. */
    static final List<Cidr> LOOPBACK = List.of(
            Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1/128").orElseThrow());

    private static final String STORE_EXAMPLE = "/var/lib/intelligentmirror";
    private static final KeyType<List<Cidr>> PEERS = new ListType<>(NetworkTypes.CIDR, 1, MAX_BLOCKS);
    private static final KeyType<Long> RATE = SizeType.UNLIMITED;

    private ConfigKeys() {}

    static final ConfigKey<ListenAddress> ICAP_LISTEN = ConfigKey.of(
                    "icap.listen", NetworkTypes.LISTEN_ADDRESS, c -> c.icap().listen(), """
                    Where Squid reaches the ICAP services /reqmod and /respmod.""")
            .or(new ListenAddress("127.0.0.1", 1344))
            .shown();
    static final ConfigKey<List<Cidr>> ICAP_ALLOW =
            ConfigKey.of("icap.allow", PEERS, c -> c.icap().allow(), """
                    Peers that may connect. The ICAP port trusts its peer wholly: name only machines
                    that run Squid.""").or(LOOPBACK);
    static final ConfigKey<Path> ICAP_KEY_FILE = ConfigKey.optional(
                    "icap.key-file", PlainTypes.PATH, c -> c.icap().keyFile(), """
                    File with a key that REQMOD and RESPMOD requests must carry in X-IntelligentMirror-Key
                    (Squid adds it with adaptation_meta). Requests without it get 204 and change nothing.
                    Not set: no key is asked for.""")
            .example(Path.of("/etc/intelligentmirror/icap.key"));
    static final ConfigKey<Delivery> ICAP_DELIVERY = ConfigKey.of(
                    "icap.delivery",
                    PlainTypes.word(Delivery.class),
                    c -> c.icap().delivery(),
                    """
                    How a hit leaves: in the ICAP answer (inline), or through the HTTP listener (handoff): then
                    Squid is told to fetch it there. auto hands off parts of packages and packages smaller
                    than icap.handoff-below. With inline, parts of packages go upstream. Requests for https:
                    URLs are never handed off.""")
            .or(Delivery.AUTO);
    static final ConfigKey<Long> ICAP_PREVIEW = ConfigKey.of(
                    "icap.preview",
                    SizeType.from(0, MAX_PREVIEW_BYTES),
                    c -> (long) c.icap().previewBytes(),
                    """
                    How much of a body Squid shows before it asks whether to go on.""")
            .or(16384L);
    static final ConfigKey<Long> ICAP_HANDOFF_BELOW = ConfigKey.of(
                    "icap.handoff-below",
                    SizeType.from(0, SizeType.MAX_BYTES),
                    c -> c.icap().handoffBelowBytes(),
                    """
                    Hits smaller than this are handed off when icap.delivery is auto: Squid 5.4 to 6.1 closes
                    the client's connection after a small body in an ICAP answer.""")
            .or(64L * 1024);
    static final ConfigKey<Integer> ICAP_MAX_CONNECTIONS = ConfigKey.of(
                    "icap.max-connections",
                    PlainTypes.count(1, 100_000),
                    c -> c.icap().maxConnections(),
                    """
                    Connections served at once. Those beyond it are accepted, and get 204 to everything.""")
            .or(4000);
    static final ConfigKey<Duration> ICAP_IDLE_TIMEOUT = ConfigKey.of(
                    "icap.idle-timeout",
                    DurationType.from("100ms", "1d"),
                    c -> c.icap().idleTimeout(),
                    """
                    How long a connection may rest between transactions.""")
            .or(Duration.ofMinutes(3));
    static final ConfigKey<Duration> ICAP_HEAD_TIMEOUT = ConfigKey.of(
                    "icap.head-timeout",
                    DurationType.from("100ms", "1h"),
                    c -> c.icap().headTimeout(),
                    """
                    How long the head of a request may take once its first byte is here.""")
            .or(Duration.ofSeconds(30));
    static final ConfigKey<Duration> ICAP_BODY_TIMEOUT = ConfigKey.of(
                    "icap.body-timeout",
                    DurationType.from("100ms", "1d"),
                    c -> c.icap().bodyTimeout(),
                    """
                    How long a body, or a reader of ours, may stand still.""")
            .or(Duration.ofMinutes(20));
    static final ConfigKey<Duration> ICAP_SHUTDOWN_TIMEOUT = ConfigKey.of(
                    "icap.shutdown-timeout",
                    DurationType.from("0s", "1h"),
                    c -> c.icap().shutdownTimeout(),
                    """
                    How long running transfers may go on after SIGTERM.""")
            .or(Duration.ofSeconds(30));

    static final ConfigKey<ListenAddress> HTTP_LISTEN = ConfigKey.of(
                    "http.listen", NetworkTypes.LISTEN_ADDRESS, c -> c.http().listen(), """
                    Where operators, browsers and Prometheus reach the server.""")
            .or(new ListenAddress("127.0.0.1", 8344))
            .shown();
    static final ConfigKey<URI> HTTP_ADVERTISE = ConfigKey.optional(
                    "http.advertise", NetworkTypes.OWN_URL, c -> c.http().advertise(), """
                    The URL by which Squid reaches this listener for handed-off hits. Squid must be in
                    http.allow. Not set: the address of http.listen, while it is loopback (or a wildcard)
                    and Squid talks to icap.listen over loopback; otherwise nothing is handed off.""")
            .example(URI.create("http://cache.example:8344"));
    static final ConfigKey<List<Cidr>> HTTP_ALLOW =
            ConfigKey.of("http.allow", PEERS, c -> c.http().allow(), """
                    Clients that may connect. Stored packages are readable by all of them.""").or(LOOPBACK);

    static final ConfigKey<Path> STORE_DIRECTORY = ConfigKey.of(
                    "store.directory", PlainTypes.PATH, c -> c.store().directory(), """
                    Where packages are kept; created if it is missing. Required. One server a directory.""")
            .example(Path.of(STORE_EXAMPLE))
            .required();
    static final ConfigKey<Long> STORE_MAX_SIZE = ConfigKey.of(
                    "store.max-size", SizeType.UNLIMITED, c -> c.store().maxSizeBytes(), """
                    Disk space all packages may take together. Near it, what is least worth keeping is evicted.""")
            .or(0L);
    static final ConfigKey<Long> STORE_MIN_FREE = ConfigKey.of(
                    "store.min-free",
                    SizeType.from(0, SizeType.MAX_BYTES),
                    c -> c.store().minFreeBytes(),
                    """
                    Space of the file system that stays free. Near it packages are evicted; if that does not
                    help, nothing new is kept.""")
            .or(1L << 30);
    static final ConfigKey<FsyncPolicy> STORE_FSYNC = ConfigKey.of(
                    "store.fsync",
                    PlainTypes.word(FsyncPolicy.class),
                    c -> c.store().fsync(),
                    """
                    When packages are forced to the disk: each one before it counts as stored (commit),
                    so that a power loss takes nothing, or every 30 s (off), so that it takes what came
                    since, and what may be torn is hashed before it is used.""")
            .or(FsyncPolicy.OFF);

    /** The types, in the order of the sample. Indexes are passed through in this version. */
    static final List<TypeKeys> TYPES = List.of(TypeKeys.of("rpm"), TypeKeys.of("deb"), TypeKeys.of("index"));

    static final ConfigKey<IdentityMode> IDENTITY_MODE = ConfigKey.of(
                    "identity.mode",
                    PlainTypes.word(IdentityMode.class),
                    c -> c.identity().mode(),
                    """
                    How much evidence a hit needs. strict: a digest, a repository's own index, or the same
                    URL. confirm: also the origin's agreement with a stored candidate. name: also the file
                    name alone, the rule of 2008, which can hand out the wrong bytes.""")
            .or(IdentityMode.CONFIRM);
    static final ConfigKey<Duration> IDENTITY_REVALIDATE_AFTER = ConfigKey.of(
                    "identity.revalidate-after",
                    DurationType.from("0s", "3650d").withZero("forever"),
                    c -> c.identity().revalidateAfter(),
                    """
                    How long a package answers for the URL it came from.""")
            .or(Duration.ofDays(7));
    static final ConfigKey<Duration> IDENTITY_INDEX_MAX_AGE = ConfigKey.of(
                    "identity.index-max-age",
                    DurationType.from("0s", "3650d").withZero("forever"),
                    c -> c.identity().indexMaxAge(),
                    """
                    How long a repository's index vouches for its packages.""")
            .or(Duration.ofDays(7));
    static final ConfigKey<List<String>> IDENTITY_PRIVATE = ConfigKey.of(
                    "identity.private",
                    new ListType<>(
                            PlainTypes.text(
                                    "a host name in which * stands for any characters",
                                    Pattern.compile("[A-Za-z0-9.:*_\\[\\]-]{1,253}")),
                            0,
                            MAX_GLOBS),
                    c -> c.identity().privateHosts(),
                    """
                    Hosts whose packages are never kept. What is kept is readable by every client.""")
            .or(List.of());
    static final ConfigKey<List<MirrorGroup>> IDENTITY_MIRROR_GROUP = ConfigKey.of(
                    "identity.mirror-group",
                    new ListType<>(new MirrorGroupType(), 0, MirrorGroupType.MAX_GROUPS),
                    c -> c.identity().mirrorGroups(),
                    """
                    Roots you declare to carry the same repository; any number of groups.""")
            .or(List.of())
            .example(List.of(new MirrorGroup(
                    "debian",
                    List.of(
                            URI.create("http://mirror-a.example/debian/"),
                            URI.create("http://mirror-b.example/pub/debian/")))));

    static final ConfigKey<Boolean> JOIN_ENABLED = ConfigKey.of(
                    "join.enabled", PlainTypes.BOOL, c -> c.join().enabled(), """
                    Whether a client may share a download that is still running, another one's of the same package.""")
            .or(true);
    static final ConfigKey<Duration> JOIN_WAIT = ConfigKey.of(
                    "join.wait", DurationType.from("0s", "10m"), c -> c.join().maxWait(), """
                    How long a request waits for the response to another one that asked just before; then one of
                    those that wait asks too. Three such times at most. "0s": none waits.""")
            .or(Duration.ofSeconds(5));
    static final ConfigKey<Integer> JOIN_MAX_WAITING = ConfigKey.of(
                    "join.max-waiting",
                    PlainTypes.count(0, 100_000),
                    c -> c.join().maxWaiting(),
                    """
                    Requests that may wait at once. One more goes upstream.""")
            .or(1000);

    static final ConfigKey<URI> FETCH_PROXY = ConfigKey.optional(
                    "fetch.proxy", NetworkTypes.PROXY, c -> c.fetch().proxy(), """
                    Proxy for the server's own downloads; it may be the Squid this server works for.
                    https URLs go through it by CONNECT. Not set: none.""")
            .example(URI.create("http://proxy.example:3128"));
    static final ConfigKey<String> FETCH_PROXY_USERNAME = ConfigKey.optional(
                    "fetch.proxy-username",
                    PlainTypes.text(
                            "1 to 256 printable characters without a colon", Pattern.compile("[^\\p{Cntrl}:]{1,256}")),
                    c -> c.fetch().proxyUsername(),
                    """
                    User name for that proxy (Basic).""")
            .example("mirror");
    static final ConfigKey<Path> FETCH_PROXY_PASSWORD_FILE = ConfigKey.optional(
                    "fetch.proxy-password-file", PlainTypes.PATH, c -> c.fetch().proxyPasswordFile(), """
                    File with the password for that proxy, on one line; mode 0600. Read at start.""")
            .example(Path.of("/etc/intelligentmirror/proxy.password"));
    static final ConfigKey<Integer> FETCH_MAX_PARALLEL = ConfigKey.of(
                    "fetch.max-parallel",
                    PlainTypes.count(1, 1000),
                    c -> c.fetch().maxParallel(),
                    """
                    The server's own downloads at once; more wait for their turn, those a client waits for
                    first.""")
            .or(30);
    static final ConfigKey<Integer> FETCH_MAX_PER_HOST = ConfigKey.of(
                    "fetch.max-per-host",
                    PlainTypes.count(1, 1000),
                    c -> c.fetch().maxPerHost(),
                    """
                    The server's own downloads at once from one host.""")
            .or(4);
    static final ConfigKey<Long> FETCH_RATE_LIMIT = ConfigKey.of(
                    "fetch.rate-limit", RATE, c -> c.fetch().rateLimitBytes(), """
                    Bytes a second all the server's own downloads may take together.""")
            .or(0L);
    static final ConfigKey<Double> FETCH_FINISH_OVER = ConfigKey.of(
                    "fetch.finish-over", PlainTypes.SHARE, c -> c.fetch().finishOver(), """
                    Share of a download past which it is finished although its client left. A download others share is
                    finished whatever its share.""")
            .or(0.5);
    static final ConfigKey<Boolean> FETCH_COMPLETE_RANGES = ConfigKey.of(
                    "fetch.complete-ranges", PlainTypes.BOOL, c -> c.fetch().completeRanges(), """
                    Whether a package asked for in part is fetched whole, in the background, for the next client.""")
            .or(true);
    static final ConfigKey<Boolean> FETCH_OVERTAKE = ConfigKey.of(
                    "fetch.overtake", PlainTypes.BOOL, c -> c.fetch().overtake(), """
                    Whether the server fetches by itself what a slow client is downloading while others wait for it.""")
            .or(true);
    static final ConfigKey<List<Cidr>> FETCH_ALLOW_PRIVATE = ConfigKey.of(
                    "fetch.allow-private",
                    new ListType<>(NetworkTypes.CIDR, 0, MAX_BLOCKS),
                    c -> c.fetch().allowPrivate(),
                    """
                    Private addresses, and those of this machine, that the server's own downloads may be
                    redirected to, or find behind a name. A private host that a client has reached
                    through Squid needs no entry.""")
            .or(List.of());

    static final ConfigKey<Path> ADMIN_TOKEN_FILE = ConfigKey.of(
                    "admin.token-file", PlainTypes.PATH, c -> c.admin().tokenFile(), """
                    File with the bearer token of the admin API; created with mode 0600 if it is missing.
                    Default: admin.token in store.directory.""")
            .example(Path.of(STORE_EXAMPLE, "admin.token"));

    static final ConfigKey<Path> LOG_DIRECTORY = ConfigKey.of(
                    "log.directory", PlainTypes.PATH, c -> c.log().directory(), """
                    Where access.log (JSON lines) and server.log are written; created if it is missing.
                    Default: log in store.directory.""")
            .example(Path.of(STORE_EXAMPLE, "log"));
    static final ConfigKey<Long> LOG_MAX_FILE_SIZE = ConfigKey.of(
                    "log.max-file-size",
                    new SizeType(64 * 1024, SizeType.MAX_BYTES, Optional.of("unlimited")),
                    c -> c.log().maxFileBytes(),
                    """
                    A log is rotated when it reaches this size, and every day.""")
            .or(100_000_000L);
    static final ConfigKey<Integer> LOG_MAX_FILES = ConfigKey.of(
                    "log.max-files", PlainTypes.count(1, 10_000), c -> c.log().maxFiles(), """
                    Rotated files kept of each log.""")
            .or(10);

    /** Every key, in the order of the sample; keys of one section stand together. */
    static final List<ConfigKey<?>> ALL = List.of(
                    List.<ConfigKey<?>>of(ICAP_LISTEN, ICAP_ALLOW, ICAP_KEY_FILE, ICAP_DELIVERY, ICAP_PREVIEW),
                    List.<ConfigKey<?>>of(
                            ICAP_HANDOFF_BELOW, ICAP_MAX_CONNECTIONS, ICAP_IDLE_TIMEOUT, ICAP_HEAD_TIMEOUT),
                    List.<ConfigKey<?>>of(ICAP_BODY_TIMEOUT, ICAP_SHUTDOWN_TIMEOUT),
                    List.<ConfigKey<?>>of(HTTP_LISTEN, HTTP_ADVERTISE, HTTP_ALLOW),
                    List.<ConfigKey<?>>of(STORE_DIRECTORY, STORE_MAX_SIZE, STORE_MIN_FREE, STORE_FSYNC),
                    TYPES.get(0).all(),
                    TYPES.get(1).all(),
                    TYPES.get(2).all(),
                    List.<ConfigKey<?>>of(
                            IDENTITY_MODE, IDENTITY_REVALIDATE_AFTER, IDENTITY_INDEX_MAX_AGE, IDENTITY_PRIVATE),
                    List.<ConfigKey<?>>of(IDENTITY_MIRROR_GROUP, JOIN_ENABLED, JOIN_WAIT, JOIN_MAX_WAITING),
                    List.<ConfigKey<?>>of(FETCH_PROXY, FETCH_PROXY_USERNAME, FETCH_PROXY_PASSWORD_FILE),
                    List.<ConfigKey<?>>of(FETCH_MAX_PARALLEL, FETCH_MAX_PER_HOST, FETCH_RATE_LIMIT, FETCH_FINISH_OVER),
                    List.<ConfigKey<?>>of(FETCH_COMPLETE_RANGES, FETCH_OVERTAKE, FETCH_ALLOW_PRIVATE),
                    List.<ConfigKey<?>>of(ADMIN_TOKEN_FILE, LOG_DIRECTORY, LOG_MAX_FILE_SIZE, LOG_MAX_FILES))
            .stream()
            .flatMap(List::stream)
            .toList();

    /** What each section is about, for the sample. */
    static final Map<String, String> SECTIONS = sections();

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("icap", "The port Squid talks to.");
        sections.put(
                "http",
                "The listener for operators, browsers and handed-off hits: /browse, /cas, /metrics, /healthz, /admin.");
        sections.put("store", "Where packages are kept.");
        sections.put("types.rpm", "RPM packages.");
        sections.put("types.deb", "Debian packages.");
        sections.put("types.index", "Repository indexes: read as they pass; those named by their digest are kept.");
        sections.put("identity", "What a URL must prove before a stored package answers it.");
        sections.put("join", "Sharing a download while it runs.");
        sections.put("fetch", "The server's own downloads.");
        sections.put("admin", "The admin API.");
        sections.put("log", "The logs.");
        return sections;
    }
}
