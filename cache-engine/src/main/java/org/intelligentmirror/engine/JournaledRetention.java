package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.RetentionIndex;
import org.intelligentmirror.journal.JournalRecord;
import org.intelligentmirror.store.StoreException;

/** What must stay, journaled before it is recorded. How far eviction has come is not worth a record. */
final class JournaledRetention implements RetentionIndex {
    private final RetentionIndex rows;
    private final VaultJournal journal;

    JournaledRetention(RetentionIndex rows, VaultJournal journal) {
        this.rows = rows;
        this.journal = journal;
    }

    @Override
    public List<PinRow> pins() throws StoreException {
        return rows.pins();
    }

    @Override
    public long addPin(String kind, String pattern, Instant at) throws StoreException {
        journal.file().append(new JournalRecord.Pinned(kind, pattern, at));
        return rows.addPin(kind, pattern, at);
    }

    @Override
    public Optional<PinRow> removePin(long id) throws StoreException {
        Optional<PinRow> known =
                rows.pins().stream().filter(pin -> pin.id() == id).findFirst();
        if (known.isPresent()) {
            journal.file()
                    .append(new JournalRecord.Unpinned(
                            known.get().kind(), known.get().pattern()));
        }
        return rows.removePin(id);
    }

    @Override
    public List<LevelRow> levels() throws StoreException {
        return rows.levels();
    }

    @Override
    public void addLevel(LevelRow row, long lowest) throws StoreException {
        rows.addLevel(row, lowest);
    }
}
