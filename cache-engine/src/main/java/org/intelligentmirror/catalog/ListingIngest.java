package org.intelligentmirror.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.index.EntrySorter;
import org.intelligentmirror.index.PathKey;
import org.intelligentmirror.repository.IgnoredReason;
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
    private final long listing;
    private final long room;
    private final IndexReading.Pauses pauses;
    private final List<NewEntry> batch = new ArrayList<>(BATCH);
    private final EntrySorter sorter;
    private long entries;

    /**
     * @param room most entries taken
     * @param pauses observed at every batch
     */
    ListingIngest(CatalogIndex index, long listing, long room, IndexReading.Pauses pauses) {
        this.index = index;
        this.listing = listing;
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
        if (entries > room) {
            throw new GivenUp("the catalog is full");
        }
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

    /** Writes all; tells how many entries there are. */
    long end() {
        try {
            sorter.drainTo(this::write);
        } catch (StoreException e) {
            throw new GivenUp(e);
        }
        flush();
        return entries;
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

    /** Frees what was needed for sorting. */
    @Override
    public void close() throws StoreException {
        sorter.close();
    }
}
