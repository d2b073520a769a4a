package org.intelligentmirror.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.StoreFaults;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of a new epoch while it is written: what is true of the store, in any order but with a blob before what
 * is bound to it. The store may change meanwhile, since the log of the epoch is read after its snapshot.
 *
 * <p>The files have other names until all are on the disk. Then they are renamed, and the files of older epochs
 * deleted, the oldest first: what is left of an old log at any moment still holds whatever ended what it began. For one
 * thread.
 */
public final class JournalRewrite implements AutoCloseable {
    static final String UNFINISHED = ".new";

    private final Journal journal;
    private final long epoch;
    private final List<JournalFile> parts = new ArrayList<>();
    private @Nullable FileChannel channel;
    private long length;
    private boolean published;

    JournalRewrite(Journal journal, long epoch) {
        this.journal = journal;
        this.epoch = epoch;
    }

    /** Adds records to the snapshot. */
    public void add(List<? extends JournalRecord> records) throws StoreException {
        try {
            if (length >= Journal.FILE_BYTES) {
                endPart();
            }
            FileChannel out = channel == null ? begin() : channel;
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (JournalRecord entry : records) {
                lines.writeBytes(RecordLine.format(entry));
            }
            journal.files().write(out, ByteBuffer.wrap(lines.toByteArray()));
            length += lines.size();
        } catch (IOException e) {
            throw StoreFaults.translate("cannot write a new journal in " + journal.directory(), e);
        }
    }

    private FileChannel begin() throws IOException {
        JournalFile part = new JournalFile(epoch, true, parts.size() + 1L);
        journal.files().delete(unfinished(part));
        FileChannel out = journal.files().createNew(unfinished(part));
        parts.add(part);
        channel = out;
        length = 0;
        return out;
    }

    private void endPart() throws IOException {
        FileChannel out = channel;
        if (out != null) {
            channel = null;
            journal.files().close(out);
            journal.files().force(unfinished(parts.get(parts.size() - 1)));
        }
    }

    /** Makes the snapshot part of the journal; both are on the disk when this returns. */
    public void publish() throws StoreException {
        try {
            endPart();
            for (JournalFile part : parts) {
                journal.files().move(unfinished(part), journal.path(part));
                journal.published(part);
            }
            journal.files().force(journal.directory());
        } catch (IOException e) {
            throw StoreFaults.translate("cannot publish a new journal in " + journal.directory(), e);
        }
        published = true;
    }

    /**
     * Deletes what the snapshot replaces. Only once the sync mark stands behind the beginning of this epoch.
     */
    public void dropOlder() throws StoreException {
        for (JournalFile file : journal.before(epoch)) {
            try {
                journal.files().delete(journal.path(file));
            } catch (IOException e) {
                throw StoreFaults.translate("cannot delete the old journal file " + journal.path(file), e);
            }
            journal.dropped(file);
        }
    }

    private Path unfinished(JournalFile part) {
        return journal.directory().resolve(part.fileName() + UNFINISHED);
    }

    /** Leaves nothing behind of a snapshot that was not published; the older epochs still say everything. */
    @Override
    public void close() {
        if (published) {
            return;
        }
        try {
            if (channel != null) {
                channel.close();
            }
            for (JournalFile part : parts) {
                journal.files().delete(unfinished(part));
            }
        } catch (IOException e) {
            // The next snapshot of this epoch overwrites it, and opening the journal deletes it.
        }
    }
}
