package org.intelligentmirror.catalog;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.catalog.IndexArrival.IndexBytes;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** A catalog over a real database, and a short way to let index files arrive. */
final class Stand implements AutoCloseable {
    static final String DEB = "pool/main/a/a_1.deb";
    static final byte[] OLD = bytes("old");
    static final byte[] NEW = bytes("new");
    static final Validators V1 = new Validators(Optional.of("\"1\""), Optional.empty());
    static final Validators V2 = new Validators(Optional.of("\"2\""), Optional.empty());

    private final H2PackageIndex database;
    final TestClock clock;
    final CatalogIndex index;
    final Catalog catalog;
    final AtomicInteger arrivals = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();

    Stand(Path directory, TestClock clock) throws StoreException {
        this(directory, clock, List.of(), CatalogLimits.STANDARD);
    }

    Stand(Path directory, TestClock clock, List<MirrorGroup> groups, CatalogLimits limits) throws StoreException {
        this.clock = clock;
        database = H2PackageIndex.open(directory, 4);
        index = database.catalog();
        CatalogSettings settings = new CatalogSettings(Duration.ofDays(7), groups);
        catalog = Catalog.open(index, sha256 -> Optional.empty(), settings, limits, clock);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Locator locator(String url) {
        return LocatorParser.parse(url).orElseThrow();
    }

    IndexArrival arrival(String url, byte[] body, boolean lengthProven, Validators validators, IndexBytes open) {
        return new IndexArrival(
                locator(url),
                sha256(body),
                Optional.of(Repository.digest("SHA512", body)),
                body.length,
                lengthProven,
                validators,
                clock.instant(),
                open,
                done::incrementAndGet);
    }

    void arrive(String url, byte[] body) {
        arrive(url, body, true, V1);
    }

    void arrive(String url, byte[] body, boolean lengthProven, Validators validators) {
        arrivals.incrementAndGet();
        catalog.arrived(arrival(url, body, lengthProven, validators, () -> new ByteArrayInputStream(body)));
        settle(url);
    }

    /** One suite with one list of one package. */
    void suite(String root, String suite, byte[] packageBytes) {
        byte[] list = Repository.packages(Map.of(DEB, packageBytes));
        String path = "main/binary-amd64/Packages";
        arrive(root + "dists/" + suite + "/InRelease", Repository.inRelease(suite, Map.of(path, list)));
        arrive(root + "dists/" + suite + "/" + path, list);
    }

    void renew(String url, Validators validators) {
        catalog.renewed(locator(url), validators, clock.instant());
        settle(url);
    }

    void settle(String url) {
        try {
            catalog.settled(locator(url), Duration.ofSeconds(60))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Vouched vouch(String url) throws StoreException {
        return catalog.vouch(locator(url));
    }

    /** What is vouched in a few words: {@code none}, {@code stale}, {@code conflict}, or the reason and the bytes. */
    String told(String url, byte[]... candidates) throws StoreException {
        Vouched vouched = vouch(url);
        if (!(vouched instanceof Vouched.Agreed agreed)) {
            return vouched.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        }
        String which = "other";
        for (byte[] candidate : candidates) {
            if (agreed.claim().accepts(sha256(candidate), Optional.of(Repository.digest("SHA512", candidate)))) {
                which = new String(candidate, StandardCharsets.UTF_8);
            }
        }
        return (agreed.reason() == Reason.MIRROR ? "mirror " : "catalog ") + which;
    }

    static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256.newDigest().digest(bytes));
    }

    @Override
    public void close() {
        catalog.stop(Duration.ofSeconds(20));
        database.close();
    }
}
