package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.index.PackageIndex.TypeTotal;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.journal.Journal;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.SyncMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store with its journal and its index, opened and made to agree as far as that is quick: what the journal tells of
 * the time since the last sync is done again. Whatever takes longer is left to {@link Upkeep}.
 *
 * @param mark what was known to be on the disk when the store was last in use
 * @param distrusted whether what the mark does not cover may have been lost or torn by a power loss
 * @param rebuild whether the index does not hold all that is stored
 */
record OpenedStore(
        H2PackageIndex index, PackageVault vault, VaultSync sync, SyncMark mark, boolean distrusted, boolean rebuild)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);

    /** Most bytes of the journal that are replayed before the store is used: less than a second's work. */
    static final long QUICK_REPLAY_BYTES = 4L << 20;

    /**
     * What is opened, and how.
     *
     * @param connections as in {@link H2PackageIndex#open}
     * @param capacity a book of bytes with nothing in it
     */
    record Plan(
            Path directory,
            FsyncPolicy fsync,
            FileOperations files,
            int connections,
            Function<List<TypeTotal>, Capacity> capacity,
            Clock clock) {}

    static OpenedStore open(Plan plan) throws StoreException {
        BlobStore store = BlobStore.open(plan.directory(), plan.fsync(), plan.files());
        try {
            H2PackageIndex index = openIndex(plan, store);
            try {
                return open(plan, store, index);
            } catch (StoreException | RuntimeException e) {
                index.close();
                throw e;
            }
        } catch (StoreException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** The index, or an empty one in its place if it is known to be damaged or turns out to be so at once. */
    private static H2PackageIndex openIndex(Plan plan, BlobStore store) throws StoreException {
        if (store.isIndexDamaged()) {
            H2PackageIndex.moveAside(plan.directory());
            store.beginRebuild(false);
        }
        if (!H2PackageIndex.isThere(plan.directory()) && holdsSomething(plan, store)) {
            LOG.error("the index is gone and is made again");
            store.beginRebuild(false);
        }
        H2PackageIndex index = openOnce(plan, store);
        try {
            probe(index);
            return index;
        } catch (StoreException e) {
            index.close();
            if (e.kind() != StoreException.Kind.CORRUPT) {
                throw e;
            }
            noteDamage(store, e);
            H2PackageIndex.moveAside(plan.directory());
            return openOnce(plan, store);
        }
    }

    private static H2PackageIndex openOnce(Plan plan, BlobStore store) throws StoreException {
        return H2PackageIndex.open(plan.directory(), plan.connections(), fault -> noteDamage(store, fault));
    }

    private static void noteDamage(BlobStore store, StoreException fault) {
        LOG.error("the index is damaged; a start makes it again: {}", fault.getMessage());
        try {
            store.beginRebuild(true);
        } catch (StoreException e) {
            LOG.error("that could not be noted on the disk: {}", e.getMessage());
        }
    }

    private static boolean holdsSomething(Plan plan, BlobStore store) throws StoreException {
        return Journal.isThere(store.journalDirectory(), plan.files())
                || !store.scan().isEmpty();
    }

    /** Reads what the start will read, so that damage is found before anything depends on it. */
    private static void probe(H2PackageIndex index) throws StoreException {
        index.lastSequence();
        index.totals();
        index.catalog().tops();
    }

    private static OpenedStore open(Plan plan, BlobStore store, H2PackageIndex index) throws StoreException {
        SyncMark mark = store.readSyncMark();
        boolean empty = index.lastSequence() == 0;
        if (store.isOlder() && !empty) {
            // An older server may have gone on after somebody began to write this.
            Journal.clear(store.journalDirectory(), plan.files());
        }
        Journal journal = Journal.open(store.journalDirectory(), plan.files(), plan.fsync());
        try {
            boolean wentBack = index.lastSequence() < mark.sequence();
            boolean slow = journal.bytesAfter(mark.journal()) > QUICK_REPLAY_BYTES;
            boolean rebuild = store.isRebuildPending() || wentBack || slow;
            VaultJournal records = new VaultJournal(journal);
            if (rebuild) {
                store.beginRebuild(false);
            } else {
                redo(
                        index.retention(),
                        new PackageVault(
                                store,
                                records,
                                index,
                                plan.capacity().apply(index.totals()),
                                Suspects.NONE,
                                plan.clock()),
                        mark.journal());
            }
            String bootId = SyncMark.currentBootId();
            boolean distrusted = mark.distrusts(bootId) && (!empty || holdsSomething(plan, store));
            long last = index.lastSequence();
            long forced = Math.min(mark.sequence(), last);
            // A rebuild looks at the bytes itself, by their places in the journal.
            Suspects suspects = new Suspects(forced, distrusted && !rebuild ? last : forced);
            PackageVault vault = new PackageVault(
                    store, records, index, plan.capacity().apply(index.totals()), suspects, plan.clock());
            VaultSync sync = new VaultSync(vault, plan.fsync(), bootId, mark, distrusted, rebuild);
            return new OpenedStore(index, vault, sync, mark, distrusted, rebuild);
        } catch (StoreException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static void redo(RetentionIndex pins, PackageVault vault, JournalPosition from) throws StoreException {
        RebuildProgress progress = new RebuildProgress();
        Journal journal = vault.journal().file();
        new JournalReplay(vault, pins, new LiveChanges(), JournalReplay.Distrust.NONE, progress)
                .run(from, journal.position());
        RebuildState done = progress.state();
        if (done.packages() > 0) {
            LOG.info("{} packages that were on their way into the index are in it now", done.packages());
        }
        if (done.damagedLines() > 0) {
            LOG.warn("{} lines of the journal are damaged", done.damagedLines());
        }
    }

    @Override
    public void close() {
        index.close();
        vault.journal().file().close();
        vault.store().close();
    }
}
