package org.intelligentmirror.engine;

import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.SyncMark;

/**
 * Forces what was committed to the disk and moves the sync mark after it. Works from the index by sequence numbers, so
 * it also covers what a killed process left unforced. Used by one thread at a time.
 */
final class VaultSync {
    private static final int PAGE = 500;

    private final PackageVault vault;
    private final FsyncPolicy policy;
    private final String bootId;
    private long forcedUpTo;

    VaultSync(PackageVault vault, FsyncPolicy policy, String bootId, long forcedUpTo) {
        this.vault = vault;
        this.policy = policy;
        this.bootId = bootId;
        this.forcedUpTo = forcedUpTo;
    }

    /** Marks the store as in use. */
    void begin() throws StoreException {
        vault.store().writeSyncMark(new SyncMark(bootId, forcedUpTo, false));
    }

    /** Verifies suspects, forces everything committed so far, and marks it so. */
    void run(boolean clean) throws StoreException {
        long upTo = vault.index().lastSequence();
        if (upTo == forcedUpTo && !clean && vault.suspects().isOver()) {
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
    }

    private List<Blob> page(long after) throws StoreException {
        return vault.index().list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
    }
}
