package org.intelligentmirror.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.IndexStep;
import org.intelligentmirror.index.NewBinding;
import org.intelligentmirror.index.NewBlob;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.index.RetentionIndex.PinRow;
import org.intelligentmirror.journal.JournalRecord;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Does again what the journal tells. It may be done over an index that has some of it or all, and while the store is in
 * use: what happens meanwhile is in {@link LiveChanges} and counts more. A few records at a time are applied while
 * nothing else is committed or removed, for some milliseconds. Used by one thread.
 */
final class JournalReplay {
    /** Records applied in one transaction. */
    static final int BATCH = 256;

    /**
     * What may be wrong with a blob on disk, by the position behind the record of its coming.
     *
     * @param torn its bytes may be others than were written: they are hashed
     * @param unforced its bytes may be in memory only: they are forced to the disk
     */
    record Distrust(Predicate<JournalPosition> torn, Predicate<JournalPosition> unforced) {
        /** A blob that is there is right. */
        static final Distrust NONE = new Distrust(position -> false, position -> false);
    }

    private final PackageVault vault;
    private final RetentionIndex pins;
    private final LiveChanges live;
    private final Distrust distrust;
    private final RebuildProgress progress;
    private final List<JournalRecord> batch = new ArrayList<>();
    private final Set<Sha256> unforced = new HashSet<>();
    private long total;
    /** Blobs that were forgotten and whose files are there all the same. */
    private final Set<Sha256> doomed = new HashSet<>();

    JournalReplay(
            PackageVault vault, RetentionIndex pins, LiveChanges live, Distrust distrust, RebuildProgress progress) {
        this.vault = vault;
        this.pins = pins;
        this.live = live;
        this.distrust = distrust;
        this.progress = progress;
    }

    /** Replays what lies between two positions; ends early when it is to stop. */
    void run(JournalPosition from, JournalPosition until) throws StoreException {
        total = vault.journal().file().bytesAfter(from);
        long damaged = vault.journal().file().read(from, until, this::take);
        progress.damagedLines.addAndGet(damaged);
        flush();
        for (Sha256 sha256 : doomed) {
            vault.alone(sha256, () -> {
                if (vault.index().blob(sha256).isEmpty()) {
                    vault.store().delete(sha256);
                }
            });
        }
        doomed.clear();
    }

    private boolean take(JournalRecord entry, JournalPosition end) throws StoreException {
        progress.records.incrementAndGet();
        if (!(entry instanceof JournalRecord.Stored stored) || isThere(stored, end)) {
            batch.add(entry);
        }
        if (batch.size() >= BATCH) {
            flush();
            progress.share(replayShare(end));
        }
        return !progress.isStopping();
    }

    /** Looks before any lock is taken: hashing takes its time. */
    private boolean isThere(JournalRecord.Stored stored, JournalPosition end) throws StoreException {
        Sha256 sha256 = stored.sha256();
        OptionalLong length = vault.store().length(sha256);
        if (length.isEmpty() || length.getAsLong() != stored.length()) {
            return false;
        }
        if (distrust.torn().test(end) && vault.store().check(sha256, stored.length()) != Finding.INTACT) {
            return false;
        }
        if (distrust.unforced().test(end)) {
            unforced.add(sha256);
        }
        return true;
    }

    /** How far this is through everything a rebuild does; the look at every file is the second half of it. */
    private double replayShare(JournalPosition end) throws StoreException {
        return total == 0 ? 0 : 0.5 * (1 - (double) vault.journal().file().bytesAfter(end) / total);
    }

    private void flush() throws StoreException {
        vault.store().force(unforced);
        unforced.clear();
        vault.alone(this::apply);
        batch.clear();
    }

    private void apply() throws StoreException {
        List<IndexStep> steps = new ArrayList<>();
        for (JournalRecord entry : batch) {
            if (entry instanceof JournalRecord.Stored stored) {
                doomed.remove(stored.sha256());
                if (!live.hasForgotten(stored.sha256())) {
                    steps.add(new IndexStep.Add(blob(stored)));
                }
            } else if (entry instanceof JournalRecord.Bound bound) {
                bind(bound, steps);
            } else if (entry instanceof JournalRecord.Alias alias) {
                steps.add(new IndexStep.Identify(alias.sha256(), alias.sha512()));
            } else if (entry instanceof JournalRecord.Forgotten forgotten) {
                forget(forgotten.sha256(), steps);
            } else if (entry instanceof JournalRecord.Pinned pinned) {
                pins.addPin(pinned.kind(), pinned.pattern(), pinned.pinnedAt());
            } else if (entry instanceof JournalRecord.Unpinned unpinned) {
                unpin(unpinned);
            }
        }
        change(steps);
    }

    /** A URL that led to what is gone leads to nothing, not to what it led to before. */
    private void bind(JournalRecord.Bound bound, List<IndexStep> steps) {
        if (live.hasBound(bound.url())) {
            return;
        }
        Optional<Locator> locator = LocatorParser.parse(bound.url());
        if (locator.isPresent() && !live.hasForgotten(bound.sha256())) {
            steps.add(new IndexStep.Bind(new NewBinding(
                    bound.sha256(), locator.get(), bound.headers(), bound.capturedAt(), bound.evidenceRank())));
        } else {
            steps.add(new IndexStep.Unbind(bound.url()));
        }
    }

    private void unpin(JournalRecord.Unpinned unpinned) throws StoreException {
        for (PinRow pin : pins.pins()) {
            if (pin.kind().equals(unpinned.kind()) && pin.pattern().equals(unpinned.pattern())) {
                pins.removePin(pin.id());
            }
        }
    }

    private void forget(Sha256 sha256, List<IndexStep> steps) throws StoreException {
        if (!live.hasStored(sha256)) {
            steps.add(new IndexStep.Forget(sha256));
            if (vault.store().length(sha256).isPresent()) {
                doomed.add(sha256);
            }
            return;
        }
        // It came again: only what led to it before is gone.
        change(steps);
        steps.clear();
        Optional<Blob> blob = vault.index().blob(sha256);
        if (blob.isPresent()) {
            vault.index().eachBinding(blob.get(), binding -> {
                if (!live.hasBound(binding.url())) {
                    steps.add(new IndexStep.Unbind(binding.url()));
                }
            });
        }
    }

    private void change(List<IndexStep> steps) throws StoreException {
        if (!steps.isEmpty()) {
            progress.packages.addAndGet(vault.change(steps));
        }
    }

    private NewBlob blob(JournalRecord.Stored stored) {
        return new NewBlob(
                stored.sha256(),
                stored.type(),
                stored.name(),
                stored.length(),
                vault.store().allocatedBytes(stored.length()),
                stored.committedAt(),
                stored.lastUsedAt(),
                stored.hits());
    }
}
