package org.intelligentmirror.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.JournalPosition;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.StoreFaults;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a store: records are appended, read from a position on, and written anew when most are history.
 *
 * <pre>
 * 000001-000001.snapshot  000001-000002.snapshot …   what was true when epoch 1 began
 * 000001-000001.log       000001-000002.log …        what happened since
 * 000002-000001.log                                  what happened since epoch 2 began; its snapshot is being written
 * </pre>
 *
 * Reading all files in order, and letting the last record about a thing count, gives the store. That is also so while a
 * new epoch's snapshot is only there in part, and while the old epoch is only there from some file on, which is why a
 * crash in {@link JournalRewrite} at any moment loses nothing.
 *
 * <p>Appending: threads put their lines into one open batch; one of them, whoever finds nobody writing, writes the
 * batch (and forces it under {@code fsync = "commit"}) for all of them. {@code lock} guards the batches and is not held
 * over I/O; everything else belongs to whoever is writing. A batch has at most one entry of each thread.
 */
public final class Journal implements AutoCloseable {
    /** A log file is ended when it has become this long. */
    static final long FILE_BYTES = 16L << 20;

    private static final int TAIL = 1 << 16;

    private final Path directory;
    private final FileOperations files;
    private final boolean forceAlways;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    /** Files of the journal but the one being written. */
    private final NavigableSet<JournalFile> closed;

    private final Set<JournalFile> unforced = new LinkedHashSet<>();
    private Batch open = new Batch();
    private boolean writing;
    private JournalFile active;
    private long length;
    private @Nullable FileChannel channel;
    /** Whether the file may end within a line. */
    private boolean torn;

    private static final class Batch {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean force;
        boolean done;

        @Nullable
        StoreException fault;
    }

    private Journal(Path directory, FileOperations files, FsyncPolicy fsync, NavigableSet<JournalFile> found) {
        this.directory = directory;
        this.files = files;
        this.forceAlways = fsync == FsyncPolicy.COMMIT;
        this.closed = found;
        this.active = new JournalFile(1, false, 1);
    }

    /** Opens the journal in {@code directory}, creating it if need be, and cuts off a line that was not finished. */
    public static Journal open(Path directory, FileOperations files, FsyncPolicy fsync) throws StoreException {
        try {
            files.createDirectories(directory);
            TreeSet<JournalFile> found = new TreeSet<>();
            for (Path path : files.list(directory)) {
                JournalFile.of(path).ifPresent(found::add);
                if (path.toString().endsWith(JournalRewrite.UNFINISHED)) {
                    files.delete(path);
                }
            }
            Journal journal = new Journal(directory, files, fsync, found);
            journal.takeUp();
            return journal;
        } catch (IOException e) {
            throw StoreFaults.translate("cannot open the journal in " + directory, e);
        }
    }

    /** Whether there is a journal in {@code directory}. */
    public static boolean isThere(Path directory, FileOperations files) throws StoreException {
        try {
            return files.list(directory).stream()
                    .anyMatch(path -> JournalFile.of(path).isPresent());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StoreFaults.translate("cannot list " + directory, e);
        }
    }

    /** Deletes every file of the journal in {@code directory}, if there is one. */
    public static void clear(Path directory, FileOperations files) throws StoreException {
        try {
            files.createDirectories(directory);
            for (Path path : files.list(directory)) {
                if (JournalFile.of(path).isPresent()) {
                    files.delete(path);
                }
            }
        } catch (IOException e) {
            throw StoreFaults.translate("cannot clear the journal in " + directory, e);
        }
    }

    private void takeUp() throws IOException {
        if (closed.isEmpty()) {
            return;
        }
        JournalFile last = closed.last();
        if (last.snapshot()) {
            active = new JournalFile(last.epoch(), false, 1);
            return;
        }
        closed.remove(last);
        active = last;
        FileChannel out = files.openWrite(path(last));
        channel = out;
        long size = out.size();
        length = lastLineEnd(path(last), size);
        if (length < size) {
            out.truncate(length);
        }
        out.position(length);
    }

    /** The offset behind the last newline; a tail without one for longer than a line can be is cut as well. */
    private long lastLineEnd(Path file, long size) throws IOException {
        try (FileChannel in = files.openRead(file)) {
            long end = size;
            while (end > 0) {
                int wanted = (int) Math.min(TAIL, end);
                ByteBuffer tail = ByteBuffer.allocate(wanted);
                in.position(end - wanted);
                while (tail.hasRemaining() && in.read(tail) >= 0) {
                    // Reads on.
                }
                for (int i = wanted - 1; i >= 0; i--) {
                    if (tail.get(i) == '\n') {
                        return end - wanted + i + 1;
                    }
                }
                end -= wanted;
            }
        }
        return 0;
    }

    /**
     * Writes records, one after the other and together; under {@code fsync = "commit"} they are on the disk when this
     * returns. Blocks. After a fault they may be there or not.
     */
    public void append(JournalRecord... records) throws StoreException {
        append(forceAlways, records);
    }

    /** As {@link #append}, but on the disk only after the next append or {@link #sync}. */
    public void note(JournalRecord... records) throws StoreException {
        append(false, records);
    }

    private void append(boolean force, JournalRecord... records) throws StoreException {
        lock.lock();
        try {
            Batch mine = open;
            mine.force |= force;
            for (JournalRecord entry : records) {
                mine.bytes.writeBytes(RecordLine.format(entry));
            }
            while (!mine.done) {
                if (writing) {
                    ended.awaitUninterruptibly();
                } else {
                    lead(mine);
                }
            }
            if (mine.fault != null) {
                throw new StoreException(mine.fault.kind(), String.valueOf(mine.fault.getMessage()), mine.fault);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes the batch of everybody who waits. Called and left with the lock held; it is free meanwhile. */
    private void lead(Batch batch) {
        open = new Batch();
        writing = true;
        lock.unlock();
        StoreException fault = new StoreException(StoreException.Kind.IO, "the journal was not written");
        try {
            write(batch.bytes.toByteArray(), batch.force);
            fault = null;
        } catch (IOException e) {
            fault = StoreFaults.translate("cannot write the journal in " + directory, e);
        } finally {
            lock.lock();
            batch.fault = fault;
            batch.done = true;
            writing = false;
            ended.signalAll();
        }
    }

    private void write(byte[] lines, boolean force) throws IOException {
        if (length >= FILE_BYTES) {
            next(new JournalFile(active.epoch(), false, active.part() + 1));
        }
        FileChannel out = channel();
        if (torn) {
            // Whatever the failed write has left becomes a damaged line of its own.
            files.write(out, ByteBuffer.wrap(new byte[] {'\n'}));
            length = out.position();
        }
        torn = true;
        unforced.add(active);
        files.write(out, ByteBuffer.wrap(lines));
        length = out.position();
        torn = false;
        if (force) {
            forceNow();
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel out = channel;
        if (out == null) {
            files.createDirectories(directory);
            out = files.createNew(path(active));
            channel = out;
            length = 0;
            torn = false;
        }
        return out;
    }

    /** Goes on in another file. Only for whoever is writing. */
    private void next(JournalFile file) throws IOException {
        FileChannel out = channel;
        if (out != null) {
            channel = null;
            closed.add(active);
        }
        active = file;
        length = 0;
        if (out != null) {
            files.close(out);
        }
    }

    private void forceNow() throws IOException {
        if (!unforced.isEmpty()) {
            for (JournalFile file : unforced) {
                files.force(path(file));
            }
            files.force(directory);
            unforced.clear();
        }
    }

    /** Work for which nobody else may be writing. */
    @FunctionalInterface
    private interface Exclusive {
        void run() throws IOException;
    }

    private void alone(String doing, Exclusive work) throws StoreException {
        lock.lock();
        try {
            while (writing) {
                ended.awaitUninterruptibly();
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        try {
            work.run();
        } catch (IOException e) {
            throw StoreFaults.translate(doing, e);
        } finally {
            lock.lock();
            try {
                writing = false;
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Forces everything appended so far to the disk. */
    public void sync() throws StoreException {
        alone("cannot sync the journal in " + directory, this::forceNow);
    }

    /** Behind the last record written. */
    public JournalPosition position() throws StoreException {
        JournalPosition[] position = new JournalPosition[1];
        alone("", () -> position[0] = new JournalPosition(active.epoch(), active.part(), length));
        return position[0];
    }

    /** Takes records as they are read. */
    @FunctionalInterface
    public interface Handler {
        /**
         * One record, and the position behind it; for a record of a snapshot the beginning of its epoch. Whether to go
         * on reading.
         */
        boolean take(JournalRecord entry, JournalPosition end) throws StoreException;
    }

    /**
     * Reads the records from {@code from} up to {@code until}, in order. Records may be appended meanwhile.
     *
     * @return damaged lines that were left out
     */
    public long read(JournalPosition from, JournalPosition until, Handler handler) throws StoreException {
        JournalReader reader = new JournalReader(files);
        for (JournalFile file : filesFrom(from)) {
            JournalPosition start = new JournalPosition(file.epoch(), file.snapshot() ? 0 : file.part(), 0);
            if (start.compareTo(until) > 0) {
                break;
            }
            boolean first = !file.snapshot() && file.epoch() == from.epoch() && file.part() == from.part();
            boolean last = !file.snapshot() && file.epoch() == until.epoch() && file.part() == until.part();
            long begin = first ? from.offset() : 0;
            long end = last ? until.offset() : Long.MAX_VALUE;
            try {
                boolean goOn = reader.read(
                        path(file),
                        begin,
                        end,
                        (entry, offset) -> handler.take(
                                entry,
                                file.snapshot() ? start : new JournalPosition(file.epoch(), file.part(), offset)));
                if (!goOn) {
                    break;
                }
            } catch (IOException e) {
                throw StoreFaults.translate("cannot read the journal file " + path(file), e);
            }
        }
        return reader.damagedLines();
    }

    private List<JournalFile> filesFrom(JournalPosition from) throws StoreException {
        List<JournalFile> all = allFiles();
        return all.stream()
                .filter(file -> file.epoch() > from.epoch()
                        || (file.epoch() == from.epoch()
                                && (file.snapshot() ? from.part() == 0 : file.part() >= from.part())))
                .toList();
    }

    private List<JournalFile> allFiles() throws StoreException {
        TreeSet<JournalFile> all = new TreeSet<>();
        alone("", () -> {
            all.addAll(closed);
            if (channel != null) {
                all.add(active);
            }
        });
        return List.copyOf(all);
    }

    /** Whether nothing was ever recorded. */
    public boolean isEmpty() throws StoreException {
        return allFiles().isEmpty();
    }

    /** Bytes of records behind a position. */
    public long bytesAfter(JournalPosition from) throws StoreException {
        long bytes = 0;
        for (JournalFile file : filesFrom(from)) {
            boolean first = !file.snapshot() && file.epoch() == from.epoch() && file.part() == from.part();
            bytes += Math.max(0, size(file) - (first ? from.offset() : 0));
        }
        return bytes;
    }

    private long size(JournalFile file) throws StoreException {
        try {
            return files.size(path(file));
        } catch (IOException e) {
            throw StoreFaults.translate("cannot weigh the journal file " + path(file), e);
        }
    }

    /**
     * Bytes of the journal's files.
     *
     * @param snapshot of the present epoch's snapshot
     * @param log of everything else
     */
    public record Weight(long snapshot, long log) {}

    /** What the journal weighs. */
    public Weight weight() throws StoreException {
        long snapshot = 0;
        long log = 0;
        List<JournalFile> all = allFiles();
        for (JournalFile file : all) {
            if (file.snapshot() && file.epoch() == all.get(all.size() - 1).epoch()) {
                snapshot += size(file);
            } else {
                log += size(file);
            }
        }
        return new Weight(snapshot, log);
    }

    /** Begins a new epoch: from now on its log is written, and its snapshot may be. */
    public JournalRewrite rewrite() throws StoreException {
        long[] epoch = new long[1];
        alone("cannot begin a new journal in " + directory, () -> {
            epoch[0] = active.epoch() + 1;
            next(new JournalFile(epoch[0], false, 1));
            channel();
            unforced.add(active);
        });
        return new JournalRewrite(this, epoch[0]);
    }

    FileOperations files() {
        return files;
    }

    Path path(JournalFile file) {
        return directory.resolve(file.fileName());
    }

    Path directory() {
        return directory;
    }

    void published(JournalFile snapshot) throws StoreException {
        alone("", () -> closed.add(snapshot));
    }

    /** Files of epochs before this one, the oldest first. */
    List<JournalFile> before(long epoch) throws StoreException {
        return allFiles().stream().filter(file -> file.epoch() < epoch).toList();
    }

    void dropped(JournalFile file) throws StoreException {
        alone("", () -> {
            closed.remove(file);
            unforced.remove(file);
        });
    }

    @Override
    public void close() {
        try {
            alone("", () -> {
                FileChannel out = channel;
                channel = null;
                if (out != null) {
                    out.close();
                    closed.add(active);
                    active = new JournalFile(active.epoch(), false, active.part() + 1);
                }
            });
        } catch (StoreException e) {
            // What was appended was handed to the system when it was; nothing is pending here.
        }
    }
}
