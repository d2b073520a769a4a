package org.intelligentmirror.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Brings any number of entries into the order of their keys, with a bounded number of them in memory.
 *
 * <p>The database keeps entries by key. In the order of a list every few thousand of them touch most of its pages, each
 * of which is written anew: a list of a million entries would write gigabytes. In the order of their keys each page is
 * written once. What does not fit into memory waits in sorted runs in a file that has no name any more, so that nothing
 * is left of it whatever happens. Used by one thread; blocks.
 */
public final class EntrySorter implements AutoCloseable {
    /** Entries in memory at once, some 15 MB. */
    static final int RUN_ENTRIES = 50_000;

    private static final Comparator<NewEntry> BY_KEY = Comparator.comparing(NewEntry::path);

    private final Path directory;
    private final int runEntries;
    private final List<NewEntry> run = new ArrayList<>();
    private final List<EntryRun> spilled = new ArrayList<>();
    private @Nullable FileChannel file;

    /** @param directory where runs are kept */
    EntrySorter(Path directory, int runEntries) {
        this.directory = directory;
        this.runEntries = runEntries;
    }

    /** Takes entries in their order. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the next one. */
        void accept(NewEntry entry) throws StoreException;
    }

    /** Adds an entry. */
    public void add(NewEntry entry) throws StoreException {
        run.add(entry);
        if (run.size() >= runEntries) {
            spill();
        }
    }

    private void spill() throws StoreException {
        run.sort(BY_KEY);
        try {
            FileChannel channel = file == null ? open() : file;
            file = channel;
            spilled.add(EntryRun.write(channel, run));
        } catch (IOException e) {
            throw fault(e);
        }
        run.clear();
    }

    private FileChannel open() throws IOException {
        Path path = Files.createTempFile(directory, "sort", ".tmp");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
        return channel;
    }

    /** Hands over all entries in the order of their keys. To be called once. */
    public void drainTo(Sink sink) throws StoreException {
        if (spilled.isEmpty()) {
            run.sort(BY_KEY);
            for (NewEntry entry : run) {
                sink.accept(entry);
            }
            return;
        }
        if (!run.isEmpty()) {
            spill();
        }
        try {
            merge(sink);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private void merge(Sink sink) throws IOException, StoreException {
        PriorityQueue<EntryRun> heads =
                new PriorityQueue<>(Comparator.comparing(each -> each.head().path()));
        for (EntryRun each : spilled) {
            each.advance();
            heads.add(each);
        }
        for (EntryRun least = heads.poll(); least != null; least = heads.poll()) {
            sink.accept(least.head());
            if (least.advance()) {
                heads.add(least);
            }
        }
    }

    private static StoreException fault(IOException e) {
        return new StoreException(StoreException.Kind.IO, "cannot sort the entries of a list", e);
    }

    /** Frees the disk. */
    @Override
    public void close() throws StoreException {
        run.clear();
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw fault(e);
            }
        }
    }
}
