package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;

/** Makes the index of a store again while no server uses it. */
public final class StoreRebuild {
    private static final int CONNECTIONS = 2;

    private StoreRebuild() {}

    /**
     * Sets the index aside and makes it again from the journal and from what is on disk. Blocks, perhaps for hours;
     * ended in the middle, the next start goes on with it.
     *
     * @param store must hold a store; nothing is created elsewhere
     * @param watch told from time to time how far it has come, on another thread
     * @return what was done
     * @throws StoreException of the kind {@code LOCKED} if a server uses the store
     */
    public static RebuildState run(Path store, Clock clock, Consumer<RebuildState> watch) throws StoreException {
        return run(store, clock, FileOperations.real(), watch);
    }

    static RebuildState run(Path store, Clock clock, FileOperations files, Consumer<RebuildState> watch)
            throws StoreException {
        OpenedStore.Plan plan = new OpenedStore.Plan(
                store, FsyncPolicy.OFF, files, CONNECTIONS, totals -> new Capacity(0, 0, Map.of()), clock);
        setAside(plan);
        try (OpenedStore opened = OpenedStore.open(plan)) {
            opened.sync().begin();
            Upkeep upkeep = new Upkeep(opened, new FaultLog(clock), clock);
            RebuildState done = upkeep.rebuildNow(watch);
            boolean unused = opened.sync().run(true);
            return done;
        }
    }

    private static void setAside(OpenedStore.Plan plan) throws StoreException {
        try (BlobStore store = BlobStore.open(plan.directory(), plan.fsync(), plan.files())) {
            if (!store.isOlder()) {
                H2PackageIndex.moveAside(plan.directory());
                store.beginRebuild(false);
                return;
            }
        }
        writeJournal(plan);
    }

    /** The journal of an older store may tell nothing: it is written from the index, if that can be read. */
    private static void writeJournal(OpenedStore.Plan plan) throws StoreException {
        boolean written = false;
        try (OpenedStore opened = OpenedStore.open(plan)) {
            opened.sync().begin();
            if (!opened.rebuild()) {
                written = new JournalRenewal(opened, () -> false).run();
            }
        }
        if (written) {
            setAside(plan);
        }
    }
}
