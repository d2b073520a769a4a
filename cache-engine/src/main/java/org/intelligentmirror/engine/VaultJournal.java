package org.intelligentmirror.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.NewBinding;
import org.intelligentmirror.index.NewBlob;
import org.intelligentmirror.journal.Journal;
import org.intelligentmirror.journal.JournalRecord;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the vault tells the journal, each time before it does it. Every method may block. */
final class VaultJournal {
    private static final Logger LOG = LoggerFactory.getLogger(VaultJournal.class);

    private final Journal journal;
    private final AtomicBoolean incomplete = new AtomicBoolean();

    VaultJournal(Journal journal) {
        this.journal = journal;
    }

    Journal file() {
        return journal;
    }

    /**
     * A package that is unknown is about to come. Its file may come to nothing; only once that is there its URL may be
     * journaled, or a URL would be taken from what it led to before for nothing.
     */
    void storing(NewBlob blob) throws StoreException {
        journal.note(stored(blob));
    }

    /** A package that is unknown is about to be taken in, from no URL. */
    void adopting(NewBlob blob) throws StoreException {
        journal.append(stored(blob));
    }

    /** A URL is about to be bound to a package that is known. */
    void binding(NewBinding binding) throws StoreException {
        journal.append(bound(binding));
    }

    /** A package that is known is about to get a further digest. */
    void identifying(Sha256 sha256, String sha512) throws StoreException {
        journal.append(new JournalRecord.Alias(sha512, sha256));
    }

    /**
     * A package is about to be forgotten. A full disk must not keep it from being removed: what could not be written
     * names a package whose file is gone, which no rebuild takes in; the journal is written anew when there is room.
     */
    void forgetting(Sha256 sha256) {
        try {
            journal.append(new JournalRecord.Forgotten(sha256));
        } catch (StoreException e) {
            if (!incomplete.getAndSet(true)) {
                LOG.warn("the journal misses what was removed from the store: {}", e.getMessage());
            }
        }
    }

    /** Notes that the journal does not tell everything. */
    void distrust() {
        incomplete.set(true);
    }

    /** Notes that it is being written anew. */
    void trust() {
        incomplete.set(false);
    }

    /** Whether the journal must be written anew, since it does not tell everything. */
    boolean isIncomplete() {
        return incomplete.get();
    }

    static JournalRecord stored(NewBlob blob) {
        return new JournalRecord.Stored(
                blob.sha256(),
                blob.type(),
                blob.name(),
                blob.length(),
                blob.committedAt(),
                blob.lastUsedAt(),
                blob.hits());
    }

    static JournalRecord stored(Blob blob) {
        return new JournalRecord.Stored(
                blob.sha256(),
                blob.type(),
                blob.name(),
                blob.length(),
                blob.committedAt(),
                blob.lastUsedAt(),
                blob.hits());
    }

    private static JournalRecord bound(NewBinding binding) {
        return new JournalRecord.Bound(
                binding.sha256(),
                binding.locator().url(),
                binding.capturedAt(),
                binding.evidenceRank(),
                binding.headers());
    }

    static JournalRecord bound(Binding binding) {
        return new JournalRecord.Bound(
                binding.blob().sha256(),
                binding.url(),
                binding.capturedAt(),
                binding.evidenceRank(),
                binding.headers());
    }
}
