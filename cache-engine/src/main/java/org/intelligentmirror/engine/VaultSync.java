package org.intelligentmirror.engine;

import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.SyncMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces what was committed to the disk and moves the sync mark after it. Works from the index by sequence numbers, so
 * it also covers what a killed process left unforced. While the index is made again the mark stays where it is: it says
 * which records the making may rely on. Safe for any thread.
 */
final class VaultSync {
    private static final Logger LOG = LoggerFactory.getLogger(VaultSync.class);
    private static final int PAGE = 500;

    private final PackageVault vault;
    private final FsyncPolicy policy;
    private final String bootId;
    private final SyncMark found;
    private final boolean distrusted;
    private long forcedUpTo;
    private JournalPosition syncedJournal;
    /** Whether a mark of this run is on disk. */
    private boolean marked = true;

    private boolean rebuilding;

    private volatile boolean stopping;

    /**
     * Works from the mark that was on disk.
     *
     * @param distrusted whether what it does not cover may be lost or torn
     */
    VaultSync(
            PackageVault vault,
            FsyncPolicy policy,
            String bootId,
            SyncMark found,
            boolean distrusted,
            boolean rebuilding)
            throws StoreException {
        this.vault = vault;
        this.policy = policy;
        this.bootId = bootId;
        this.found = found;
        this.distrusted = distrusted;
        this.forcedUpTo = Math.min(found.sequence(), vault.index().lastSequence());
        this.syncedJournal = found.journal();
        this.rebuilding = rebuilding;
    }

    /**
     * Marks the store as in use. What an earlier boot has left in doubt stays so until it was looked at, so the mark
     * keeps that boot's id until then. On a full disk no mark can be written; then none is left, which distrusts more
     * than needed but serves what is stored.
     */
    synchronized void begin() throws StoreException {
        String boot = distrusted ? found.bootId() : bootId;
        try {
            vault.store().writeSyncMark(new SyncMark(boot, forcedUpTo, false, found.journal()));
        } catch (StoreException e) {
            LOG.warn("the sync mark could not be written ({}); the store is used without one", e.getMessage());
            vault.store().removeSyncMark();
            marked = false;
        }
    }

    /** From now on no suspect is hashed: who stops does not wait for all of a large store. They stay suspects. */
    void stopVerifying() {
        stopping = true;
    }

    /**
     * Verifies suspects, forces everything committed so far, and marks it so. False if the mark could not be moved,
     * since the server is stopping or the index is made again.
     */
    synchronized boolean run(boolean clean) throws StoreException {
        JournalPosition journal = vault.journal().file().position();
        vault.settle();
        long upTo = vault.index().lastSequence();
        boolean same = upTo == forcedUpTo && journal.equals(syncedJournal);
        if (rebuilding) {
            return false;
        }
        if (same && !clean && marked && vault.suspects().isOver()) {
            return true;
        }
        long seen = forcedUpTo;
        while (seen < upTo) {
            List<Blob> page = page(seen);
            if (page.isEmpty()) {
                break;
            }
            for (Blob blob : page) {
                if (vault.suspects().mustVerify(blob.sequence())) {
                    if (stopping) {
                        return false;
                    }
                    vault.verify(blob);
                }
            }
            if (policy == FsyncPolicy.OFF) {
                vault.store().force(page.stream().map(Blob::sha256).toList());
            }
            seen = page.get(page.size() - 1).sequence();
        }
        vault.suspects().end();
        write(journal, upTo, clean);
        return true;
    }

    /** The index is whole again, and every blob that was taken into it meanwhile is on the disk. */
    synchronized void rebuilt() throws StoreException {
        JournalPosition journal = vault.journal().file().position();
        vault.settle();
        long upTo = vault.index().lastSequence();
        write(journal, upTo, false);
        rebuilding = false;
    }

    private void write(JournalPosition journal, long upTo, boolean clean) throws StoreException {
        vault.journal().file().sync();
        vault.index().sync();
        vault.store().writeSyncMark(new SyncMark(bootId, upTo, clean, journal));
        forcedUpTo = upTo;
        syncedJournal = journal;
        marked = true;
    }

    private List<Blob> page(long after) throws StoreException {
        return vault.index().list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
    }
}
