package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.TestClock;
import org.intelligentmirror.index.LargeStore;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of a filtered listing looks at so many packages and no more. */
class LargeInventoryTest {
    @TempDir
    static Path store;

    private static CacheEngine engine;

    @BeforeAll
    static void open() throws Exception {
        LargeStore.make(store, StoreInventory.MAX_SEARCHED + 1, 1, 0);
        engine = EngineFixture.open(store, new TestClock());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void theLastPackageLookedAtIsOnTheFirstPage() throws Exception {
        PackagePage page = search("package-" + StoreInventory.MAX_SEARCHED + "_", 0);
        assertThat(page.entries()).hasSize(1);
        assertThat(page.next()).isEqualTo(StoreInventory.MAX_SEARCHED);
    }

    @Test
    void theNextOneIsOnTheNextPage() throws Exception {
        String text = "package-" + (StoreInventory.MAX_SEARCHED + 1) + "_";
        PackagePage first = search(text, 0);
        assertThat(first.entries()).isEmpty();
        PackagePage second = search(text, first.next());
        assertThat(second.entries()).hasSize(1);
        assertThat(second.next()).isZero();
    }

    @Test
    void noneAtAllEndsToo() throws Exception {
        PackagePage last =
                search("no such package", search("no such package", 0).next());
        assertThat(last).isEqualTo(new PackagePage(List.of(), 0));
    }

    private static PackagePage search(String text, long after) throws StoreException {
        return engine.inventory()
                .list(new PackageQuery(Optional.of(text), Optional.empty(), Optional.empty(), after, 10));
    }
}
