package org.intelligentmirror.engine;

import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.SyncMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces what was committed to the disk and moves the sync mark after it. Works from the index by sequence numbers, so
 * it also covers what a killed process left unforced. Used by one thread at a time.
 */
final class VaultSync {
    private static final Logger LOG = LoggerFactory.getLogger(VaultSync.class);
    private static final int PAGE = 500;

    private final PackageVault vault;
    private final FsyncPolicy policy;
    private final String bootId;
    private long forcedUpTo;
    /** Whether a mark of this run is on disk. */
    private boolean marked = true;

    VaultSync(PackageVault vault, FsyncPolicy policy, String bootId, long forcedUpTo) {
        this.vault = vault;
        this.policy = policy;
        this.bootId = bootId;
        this.forcedUpTo = forcedUpTo;
    }

    /**
     * Marks the store as in use. On a full disk that cannot be written; then no mark is left, which distrusts more than
     * needed but serves what is stored.
     */
    void begin() throws StoreException {
        try {
            vault.store().writeSyncMark(new SyncMark(bootId, forcedUpTo, false));
        } catch (StoreException e) {
            LOG.warn("the sync mark could not be written ({}); the store is used without one", e.getMessage());
            vault.store().removeSyncMark();
            marked = false;
        }
    }

    /** Verifies suspects, forces everything committed so far, and marks it so. */
    void run(boolean clean) throws StoreException {
        long upTo = vault.index().lastSequence();
        if (upTo == forcedUpTo && !clean && marked && vault.suspects().isOver()) {
            return;
        }
        long seen = forcedUpTo;
        while (seen < upTo) {
            List<Blob> page = page(seen);
            if (page.isEmpty()) {
                break;
            }
            for (Blob blob : page) {
                if (vault.suspects().mustVerify(blob.sequence())) {
                    vault.verify(blob);
                }
            }
            if (policy == FsyncPolicy.OFF) {
                vault.store().force(page.stream().map(Blob::sha256).toList());
            }
            seen = page.get(page.size() - 1).sequence();
        }
        vault.suspects().end();
        vault.index().sync();
        vault.store().writeSyncMark(new SyncMark(bootId, upTo, clean));
        forcedUpTo = upTo;
        marked = true;
    }

    private List<Blob> page(long after) throws StoreException {
        return vault.index().list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
    }
}
