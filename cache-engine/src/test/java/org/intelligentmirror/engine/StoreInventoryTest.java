package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.engine.EngineFixture.capture;
import static org.intelligentmirror.engine.EngineFixture.deb;
import static org.intelligentmirror.engine.EngineFixture.hit;
import static org.intelligentmirror.engine.EngineFixture.locator;
import static org.intelligentmirror.engine.EngineFixture.sha256;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreInventoryTest {
    private static final byte[] LEAD = {(byte) 0xED, (byte) 0xAB, (byte) 0xEE, (byte) 0xDB, 1, 2, 3};

    @TempDir
    Path store;

    private final TestClock clock = new TestClock();
    private CacheEngine engine;
    private Inventory inventory;

    @BeforeEach
    void open() throws StoreException {
        engine = EngineFixture.open(store, clock);
        inventory = engine.inventory();
        capture(engine, "http://one.example/pool/Alpha_1%5E2.deb", deb(1, 1000), clock);
        clock.advance(Duration.ofSeconds(1));
        capture(engine, "http://two.example/pool/beta_100.deb", deb(2, 5000), clock);
        clock.advance(Duration.ofSeconds(1));
        capture(engine, "http://two.example/other/alpha-copy.deb", deb(1, 1000), clock);
        clock.advance(Duration.ofSeconds(1));
        capture(engine, "http://two.example/r/gamma.rpm?x=100%25", LEAD, clock);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<String> names(String text) throws StoreException {
        return names(new PackageQuery(Optional.of(text), Optional.empty(), Optional.empty(), 0, 10));
    }

    private List<String> names(PackageQuery query) throws StoreException {
        return inventory.list(query).entries().stream().map(PackageEntry::name).toList();
    }

    @Test
    void textMatchesNamesAndUrlsWithWildcardsOnlyWhereMeant() throws Exception {
        assertThat(names("ALPHA")).containsExactly("alpha-copy.deb");
        assertThat(names("one.example")).containsExactly("alpha-copy.deb");
        assertThat(names("b*_10?.deb")).containsExactly("beta_100.deb");
        assertThat(names("beta?10")).containsExactly("beta_100.deb");
        assertThat(names("100%")).containsExactly("gamma.rpm");
        assertThat(names("bet_")).isEmpty();
        assertThat(names("!")).isEmpty();
        assertThat(names("' OR 1=1 --")).isEmpty();
    }

    @Test
    void hostsAreCountedByPackageWhateverTheirUrlsAreBoundTo() throws Exception {
        assertThat(inventory.hosts())
                .containsExactly(new Inventory.HostCount("one.example", 1), new Inventory.HostCount("two.example", 3));
        capture(engine, "http://two.example/again/alpha.deb", deb(1, 1000), clock);
        capture(engine, "http://one.example/pool/Alpha_1%5E2.deb", deb(2, 5000), clock);
        assertThat(inventory.hosts())
                .containsExactly(new Inventory.HostCount("one.example", 1), new Inventory.HostCount("two.example", 3));
        capture(engine, "http://two.example/pool/beta_100.deb", deb(3, 100), clock);
        inventory.purge(sha256(deb(2, 5000)));
        assertThat(inventory.hosts()).containsExactly(new Inventory.HostCount("two.example", 3));
    }

    @Test
    void listingsGoByTypeHostAndPage() throws Exception {
        assertThat(names(new PackageQuery(Optional.empty(), Optional.of("rpm"), Optional.empty(), 0, 10)))
                .containsExactly("gamma.rpm");
        assertThat(names(new PackageQuery(Optional.empty(), Optional.empty(), Optional.of("one.example"), 0, 10)))
                .containsExactly("alpha-copy.deb");
        List<String> all = new ArrayList<>();
        long after = 0;
        do {
            PackagePage page =
                    inventory.list(new PackageQuery(Optional.empty(), Optional.empty(), Optional.empty(), after, 1));
            assertThat(page.entries()).hasSize(1);
            all.add(page.entries().get(0).name());
            after = page.next();
        } while (after != 0);
        assertThat(all).containsExactly("alpha-copy.deb", "beta_100.deb", "gamma.rpm");
    }

    @Test
    void aPackageShowsItsSourcesAndItsUses() throws Exception {
        Sha256 alpha = sha256(deb(1, 1000));
        clock.advance(Duration.ofSeconds(5));
        hit(engine, "http://one.example/pool/Alpha_1%5E2.deb");
        hit(engine, "http://two.example/other/alpha-copy.deb");
        PackageEntry entry = inventory.show(alpha).orElseThrow();
        assertThat(entry.hits()).isEqualTo(2);
        assertThat(entry.lastUsedAt()).isEqualTo(clock.instant());
        assertThat(entry.allocatedBytes()).isEqualTo(4096);
        assertThat(entry.sources())
                .extracting(PackageEntry.Source::name)
                .containsExactly("alpha-copy.deb", "Alpha_1^2.deb");
        assertThat(inventory.byLocator(locator("http://ONE.example/pool/Alpha_1^2.deb")))
                .contains(entry);
        assertThat(inventory.byName("Alpha_1^2.deb"))
                .extracting(PackageEntry::sha256)
                .containsExactly(alpha);
        assertThat(inventory.byName("alpha")).isEmpty();
        assertThat(inventory.show(sha256(new byte[0]))).isEmpty();
    }

    @Test
    void purgingRemovesEveryBindingButDisturbsNoReader() throws Exception {
        Sha256 alpha = sha256(deb(1, 1000));
        StoredPackage open = inventory.open(alpha).orElseThrow();
        assertThat(inventory.purge(alpha)).isTrue();
        assertThat(inventory.purge(alpha)).isFalse();
        assertThat(inventory.open(alpha)).isEmpty();
        assertThat(inventory.byLocator(locator("http://two.example/other/alpha-copy.deb")))
                .isEmpty();
        assertThat(EngineFixture.blob(store, alpha)).doesNotExist();
        assertThat(EngineFixture.read(open)).isEqualTo(deb(1, 1000));
        assertThat(engine.capacity().storedBytes()).isEqualTo(8192 + 4096);
    }

    @Test
    void figuresAddUp() throws Exception {
        StoreStats stats = inventory.stats();
        assertThat(stats.packages()).isEqualTo(3);
        assertThat(stats.locators()).isEqualTo(4);
        assertThat(stats.bytes()).isEqualTo(1000 + 5000 + LEAD.length);
        assertThat(stats.allocatedBytes()).isEqualTo(4 * 4096);
        assertThat(stats.byType())
                .containsEntry("deb", new StoreStats.TypeStats(2, 6000, 3 * 4096))
                .containsEntry("rpm", new StoreStats.TypeStats(1, LEAD.length, 4096));
        assertThat(inventory.hosts())
                .containsExactly(new Inventory.HostCount("one.example", 1), new Inventory.HostCount("two.example", 3));
    }
}
