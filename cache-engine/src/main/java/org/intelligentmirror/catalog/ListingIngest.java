package org.intelligentmirror.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.index.EntrySorter;
import org.intelligentmirror.index.PathKey;
import org.intelligentmirror.repository.IgnoredReason;
import org.intelligentmirror.repository.IndexFormat;
import org.intelligentmirror.repository.ListingSink;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Writes what a list of packages says below a listing that is not published, in batches, once all of it is read and
 * sorted. Used by one thread.
 */
final class ListingIngest implements ListingSink, AutoCloseable {
    private static final int BATCH = 2000;

    private final CatalogIndex index;
    private final Sha256 digest;
    private final IndexFormat format;
    private final Room room;
    private final IndexReading.Pauses pauses;
    private final List<NewEntry> batch = new ArrayList<>(BATCH);
    private final EntrySorter sorter;
    private long entries;
    private long listing;

    /**
     * @param room for the list, made once its entries are counted
     * @param pauses observed at every batch
     */
    ListingIngest(CatalogIndex index, Sha256 digest, IndexFormat format, Room room, IndexReading.Pauses pauses) {
        this.index = index;
        this.digest = digest;
        this.format = format;
        this.room = room;
        this.sorter = index.sorter();
        this.pauses = pauses;
    }

    /** Why a list is not read on; carries a store's fault through the parser. */
    static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUp(String why) {
            super(why);
        }

        GivenUp(StoreException fault) {
            super(fault.getMessage(), fault);
        }
    }

    @Override
    public void entry(String path, long size, Optional<Sha256> sha256, Optional<String> sha512) {
        entries++;
        if (entries % BATCH == 0) {
            pause();
        }
        // The SHA-256 decides where there is one.
        Optional<String> instead = sha256.isPresent() ? Optional.empty() : sha512;
        try {
            sorter.add(new NewEntry(PathKey.of(path), size, sha256, instead));
        } catch (StoreException e) {
            throw new GivenUp(e);
        }
    }

    @Override
    public void ignored(IgnoredReason reason) {
        // What is not listed is not vouched for.
    }

    /** Writes and publishes all; tells the list's number. */
    long end() {
        try {
            if (!room.makeFor(entries)) {
                throw new GivenUp("the catalog has no room for " + entries + " entries");
            }
            listing = index.beginListing(digest, format.name());
            sorter.drainTo(this::write);
            flush();
            index.publish(listing, entries);
        } catch (StoreException e) {
            throw new GivenUp(e);
        }
        return listing;
    }

    private void write(NewEntry entry) {
        batch.add(entry);
        if (batch.size() >= BATCH) {
            flush();
        }
    }

    private void pause() {
        pauses.overtaking().run();
        if (pauses.stopping().getAsBoolean()) {
            throw new GivenUp("the server is stopping");
        }
    }

    private void flush() {
        pause();
        try {
            index.addEntries(listing, batch);
        } catch (StoreException e) {
            throw new GivenUp(e);
        }
        batch.clear();
    }

    /** Entries so far. */
    long entries() {
        return entries;
    }

    /** Frees what was needed for sorting. */
    @Override
    public void close() throws StoreException {
        sorter.close();
    }
}
