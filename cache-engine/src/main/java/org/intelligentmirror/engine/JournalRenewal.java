package org.intelligentmirror.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.journal.Journal;
import org.intelligentmirror.journal.JournalRecord;
import org.intelligentmirror.journal.JournalRewrite;
import org.intelligentmirror.store.StoreException;

/**
 * Writes the journal anew from the index: when it holds little but history, when it does not tell everything, and when
 * an older server left a store without one. Reads a page at a time and leaves the disk to others in between. Used by
 * one thread.
 */
final class JournalRenewal {
    /** A log shorter than this is never history enough. */
    static final long MIN_LOG_BYTES = 64L << 20;

    private static final int PAGE = 200;
    private static final int MAX_RECORDS = 1000;
    private static final long PAUSE_NANOS = 5_000_000;

    private final PackageVault vault;
    private final VaultSync sync;
    private final RetentionIndex pins;
    private final BooleanSupplier stopping;

    JournalRenewal(OpenedStore opened, BooleanSupplier stopping) {
        this.vault = opened.vault();
        this.sync = opened.sync();
        this.pins = opened.index().retention();
        this.stopping = stopping;
    }

    /**
     * Whether the log has outgrown the snapshot: then half of the journal is history, or the store has doubled. Either
     * way all rewriting together writes no more than twice what was ever logged.
     */
    boolean isDue() throws StoreException {
        Journal.Weight weight = vault.journal().file().weight();
        return weight.log() > Math.max(MIN_LOG_BYTES, weight.snapshot());
    }

    /** Writes it anew, and ends the old one; false if it was to stop before. */
    boolean run() throws StoreException {
        try (JournalRewrite rewrite = vault.journal().file().rewrite()) {
            // What stands at the end of the old log must be in the index before that is read.
            vault.settle();
            long after = 0;
            for (List<Blob> page = page(after); !page.isEmpty(); page = page(after)) {
                for (Blob blob : page) {
                    add(rewrite, blob);
                }
                after = page.get(page.size() - 1).sequence();
                if (stopping.getAsBoolean()) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            rewrite.add(pins.pins().stream()
                    .map(pin -> new JournalRecord.Pinned(pin.kind(), pin.pattern(), pin.pinnedAt()))
                    .toList());
            rewrite.publish();
            if (vault.store().isOlder()) {
                vault.store().raiseFormat();
            }
            boolean synced = sync.run(false);
            if (synced) {
                rewrite.dropOlder();
            }
            return synced;
        }
    }

    private void add(JournalRewrite rewrite, Blob blob) throws StoreException {
        List<JournalRecord> records = new ArrayList<>();
        records.add(VaultJournal.stored(blob));
        for (String sha512 : vault.index().aliases(blob.sha256())) {
            records.add(new JournalRecord.Alias(sha512, blob.sha256()));
        }
        StoreException[] fault = new StoreException[1];
        vault.index().eachBinding(blob, binding -> {
            records.add(VaultJournal.bound(binding));
            if (records.size() >= MAX_RECORDS && fault[0] == null) {
                try {
                    rewrite.add(records);
                } catch (StoreException e) {
                    fault[0] = e;
                }
                records.clear();
            }
        });
        if (fault[0] != null) {
            throw fault[0];
        }
        rewrite.add(records);
    }

    private List<Blob> page(long after) throws StoreException {
        return vault.index().list(new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), after, PAGE));
    }
}
