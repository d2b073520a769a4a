package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Blobs in a directory, each in a file named by its SHA-256.
 *
 * <pre>
 * blobs/sha256/ab/cd/&lt;hex&gt;   the bytes, nothing else; {@link Seal} tells whether somebody wrote to them
 * tmp/&lt;n&gt;.part              bodies on their way in; emptied at start, never named like a blob
 * tmp/&lt;hex&gt;.leased          blobs removed while somebody may still come for them
 * quarantine/&lt;hex&gt;.&lt;n&gt;     what failed verification
 * journal/                    what happened to the store
 * lock, format, sync-mark     who uses the store, its version, what a power loss cannot have touched
 * rebuild                     there while the index does not hold all that is stored
 * </pre>
 *
 * A blob gets its name by one rename after its bytes were hashed, so a name never stands for a torn file while the
 * system runs; {@link SyncMark} says what to distrust after a power loss. Whoever commits and deletes the same blob
 * from several threads orders these calls. Otherwise safe for any thread; every method may block.
 */
public final class BlobStore implements AutoCloseable {
    /** The layout this server writes. The first one had no journal. */
    public static final int FORMAT = 2;

    private static final int FIRST_FORMAT = 1;
    private static final String DAMAGED = "damaged\n";
    private static final String INCOMPLETE = "incomplete\n";

    private final StoreLayout layout;
    private final FileOperations files;
    private final boolean forceOnCommit;
    private final StoreLock lock;
    private final AtomicLong serial = new AtomicLong();
    private final long blockSize;
    private volatile int format = FORMAT;

    private BlobStore(StoreLayout layout, FileOperations files, boolean forceOnCommit, StoreLock lock)
            throws IOException {
        this.layout = layout;
        this.files = files;
        this.forceOnCommit = forceOnCommit;
        this.lock = lock;
        this.blockSize = files.blockSize(layout.root());
    }

    /** Opens the store in {@code root}, creating it if need be, and throws away what was on its way in. */
    public static BlobStore open(Path root, FsyncPolicy fsync, FileOperations files) throws StoreException {
        StoreLayout layout = new StoreLayout(root);
        try {
            files.createDirectories(root);
        } catch (IOException e) {
            throw StoreFaults.translate("cannot create the store " + root, e);
        }
        StoreLock lock = StoreLock.take(layout.lock());
        try {
            boolean isNew = !Files.exists(layout.blobs());
            int format = readFormat(layout, isNew);
            files.createDirectories(layout.blobs());
            files.createDirectories(layout.quarantine());
            files.createDirectories(layout.tmp());
            for (Path leftover : files.list(layout.tmp())) {
                files.delete(leftover);
            }
            BlobStore store = new BlobStore(layout, files, fsync == FsyncPolicy.COMMIT, lock);
            store.format = format;
            if (isNew) {
                // Later forces begin below these.
                files.force(layout.blobsParent());
                files.force(root);
            }
            if (isNew && !Files.exists(layout.format())) {
                store.raiseFormat();
            }
            return store;
        } catch (IOException e) {
            lock.close();
            throw StoreFaults.translate("cannot open the store " + root, e);
        } catch (StoreException e) {
            lock.close();
            throw e;
        }
    }

    /** What the format file says; a store that lost it is taken for one of the first format. */
    private static int readFormat(StoreLayout layout, boolean isNew) throws IOException, StoreException {
        String text = Files.exists(layout.format())
                ? new String(readBounded(layout.format()), StandardCharsets.UTF_8).strip()
                : "";
        if (text.isEmpty()) {
            return isNew ? FORMAT : FIRST_FORMAT;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new StoreException(StoreException.Kind.CORRUPT, layout.format() + " holds no version number");
        }
        if (Integer.parseInt(text) > FORMAT) {
            throw new StoreException(
                    StoreException.Kind.TOO_NEW,
                    "the store " + layout.root() + " was written by a newer server (format " + text
                            + ", this one reads up to " + FORMAT + ")");
        }
        return Integer.parseInt(text);
    }

    /** Whether an older server wrote the store, so that its journal does not tell everything. */
    public boolean isOlder() {
        return format < FORMAT;
    }

    /** Makes this a store of the present format, which older servers refuse. */
    public void raiseFormat() throws StoreException {
        replace(layout.format(), FORMAT + "\n");
        format = FORMAT;
    }

    /** Where the journal is. */
    public Path journalDirectory() {
        return layout.journal();
    }

    /** Whether the index does not hold all that is stored. */
    public boolean isRebuildPending() {
        return Files.exists(layout.rebuildMark());
    }

    /** Whether the index was found to be damaged while it was in use. */
    public boolean isIndexDamaged() throws StoreException {
        try {
            return new String(readBounded(layout.rebuildMark()), StandardCharsets.UTF_8).equals(DAMAGED);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StoreFaults.translate("cannot read " + layout.rebuildMark(), e);
        }
    }

    /**
     * Notes on the disk that the index does not hold all that is stored.
     *
     * @param damaged whether not even what it holds can be relied on
     */
    public void beginRebuild(boolean damaged) throws StoreException {
        replace(layout.rebuildMark(), damaged ? DAMAGED : INCOMPLETE);
    }

    /** Notes on the disk that the index holds all that is stored. */
    public void endRebuild() throws StoreException {
        try {
            files.delete(layout.rebuildMark());
            files.force(layout.root());
        } catch (IOException e) {
            throw StoreFaults.translate("cannot remove " + layout.rebuildMark(), e);
        }
    }

    /** A look at every file that stands where blobs do. */
    public BlobScan scan() {
        return new BlobScan(layout, files);
    }

    private static byte[] readBounded(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(1024);
        }
    }

    /** A writer for one body. Its temp file is created now. */
    public BlobWriter newWriter() throws StoreException {
        Path temp = layout.tmp().resolve(serial.incrementAndGet() + ".part");
        try {
            return new BlobWriter(this, files, temp, createTemp(temp));
        } catch (IOException e) {
            throw StoreFaults.translate("cannot create " + temp, e);
        }
    }

    /** Brings the directory back if somebody cleaned it away. */
    private FileChannel createTemp(Path temp) throws IOException {
        try {
            return files.createNew(temp);
        } catch (NoSuchFileException e) {
            files.createDirectories(layout.tmp());
            return files.createNew(temp);
        }
    }

    /** Gives the finished temp file its name, replacing a file that had it. */
    void publish(Path temp, Sha256 sha256) throws IOException {
        Path target = layout.blob(sha256);
        files.createDirectories(layout.leaf(sha256));
        // Without the seal it is hashed once more before its first use, no worse.
        boolean unused = seal(temp, sha256);
        if (forceOnCommit) {
            files.force(temp);
        }
        files.move(temp, target);
        if (forceOnCommit) {
            files.force(layout.leaf(sha256));
            files.force(layout.branch(sha256));
            files.force(layout.blobs());
        }
    }

    /** The blob open for reading if its file is there and has exactly {@code length} bytes. */
    public Optional<FileChannel> open(Sha256 sha256, long length) throws StoreException {
        return open(layout.blob(sha256), length);
    }

    /** A blob that was set aside, open for reading if it is there and has exactly {@code length} bytes. */
    public Optional<FileChannel> openAside(Sha256 sha256, long length) throws StoreException {
        return open(layout.aside(sha256), length);
    }

    private Optional<FileChannel> open(Path file, long length) throws StoreException {
        try {
            FileChannel channel = files.openRead(file);
            if (channel.size() == length) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StoreFaults.translate("cannot open " + file, e);
        }
    }

    /** How long the blob's file is; empty if there is none. */
    public OptionalLong length(Sha256 sha256) throws StoreException {
        Path file = layout.blob(sha256);
        try {
            return OptionalLong.of(files.size(file));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw StoreFaults.translate("cannot look at " + file, e);
        }
    }

    /** Begins to hash the blob on disk, which should have {@code length} bytes. */
    public BlobCheck beginCheck(Sha256 sha256, long length) throws StoreException {
        return new BlobCheck(sha256, open(sha256, length).orElse(null));
    }

    /** What the blob on disk is. Reads all of it. */
    public BlobCheck.Finding check(Sha256 sha256, long length) throws StoreException {
        try (BlobCheck check = beginCheck(sha256, length)) {
            return check.advance(Long.MAX_VALUE).orElseThrow();
        }
    }

    /**
     * Whether the blob's file was written by nobody since it was last hashed, as far as its modification time tells. A
     * file that is not there was not written.
     */
    public boolean isSealed(Sha256 sha256) throws StoreException {
        Path file = layout.blob(sha256);
        try {
            return Seal.holds(files.modified(file), sha256);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw StoreFaults.translate("cannot look at " + file, e);
        }
    }

    /** Marks the blob's file as just hashed; false if its file system does not keep the mark. */
    public boolean seal(Sha256 sha256) {
        Path file = layout.blob(sha256);
        return seal(file, sha256);
    }

    private boolean seal(Path file, Sha256 sha256) {
        try {
            files.setModified(file, Seal.on(files.modified(file), sha256));
            return Seal.holds(files.modified(file), sha256);
        } catch (IOException e) {
            return false;
        }
    }

    /** Unlinks the blob if it is there; its readers keep their bytes. */
    public void delete(Sha256 sha256) throws StoreException {
        delete(layout.blob(sha256));
    }

    private void delete(Path file) throws StoreException {
        try {
            files.delete(file);
        } catch (IOException e) {
            throw StoreFaults.translate("cannot delete " + file, e);
        }
    }

    /**
     * Takes the blob's name away as {@link #delete} does, but keeps its bytes for {@link #openAside} until
     * {@link #deleteAside} or the next start. They still take their room on the disk.
     */
    public void setAside(Sha256 sha256) throws StoreException {
        try {
            files.move(layout.blob(sha256), layout.aside(sha256));
        } catch (NoSuchFileException e) {
            // Nothing is there to be kept.
        } catch (IOException e) {
            throw StoreFaults.translate("cannot set " + sha256 + " aside", e);
        }
    }

    /** Removes a blob that was set aside, if it is there. */
    public void deleteAside(Sha256 sha256) throws StoreException {
        delete(layout.aside(sha256));
    }

    /** Moves the blob's file, if it is there, to where it is never served from. */
    public void quarantine(Sha256 sha256) throws StoreException {
        quarantine(layout.blob(sha256));
    }

    /** As {@link #quarantine(Sha256)}, for a file that {@link #scan} has found. */
    public void quarantine(Path file) throws StoreException {
        Path aside = layout.quarantine().resolve(file.getFileName() + "." + System.currentTimeMillis());
        try {
            files.move(file, aside);
        } catch (NoSuchFileException e) {
            // Nothing is there to be served.
        } catch (IOException e) {
            throw StoreFaults.translate("cannot quarantine " + file, e);
        }
    }

    /** Forces these blobs and the directories that name them to the disk; one that is gone is skipped. */
    public void force(Collection<Sha256> blobs) throws StoreException {
        Set<Path> directories = new LinkedHashSet<>();
        try {
            for (Sha256 sha256 : blobs) {
                Path file = layout.blob(sha256);
                try {
                    files.force(file);
                } catch (NoSuchFileException e) {
                    continue;
                }
                directories.add(layout.leaf(sha256));
                directories.add(layout.branch(sha256));
            }
            if (!directories.isEmpty()) {
                directories.add(layout.blobs());
            }
            for (Path directory : directories) {
                files.force(directory);
            }
        } catch (IOException e) {
            throw StoreFaults.translate("cannot sync the store", e);
        }
    }

    /** What was known to be on the disk when the store was last in use. */
    public SyncMark readSyncMark() throws StoreException {
        try {
            return SyncMark.parse(new String(readBounded(layout.syncMark()), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return SyncMark.NONE;
        } catch (IOException e) {
            throw StoreFaults.translate("cannot read " + layout.syncMark(), e);
        }
    }

    /** How long ago the sync mark was written, by the file system's own clock; empty if there is none. */
    public Optional<Duration> syncMarkAge() throws StoreException {
        try {
            Instant written = Files.getLastModifiedTime(layout.syncMark()).toInstant();
            return Optional.of(Duration.between(written, Instant.now()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StoreFaults.translate("cannot read " + layout.syncMark(), e);
        }
    }

    /** Has the sync mark say that it was written at {@code when}. */
    public void dateSyncMark(Instant when) throws StoreException {
        try {
            files.setModified(layout.syncMark(), FileTime.from(when));
        } catch (IOException e) {
            throw StoreFaults.translate("cannot date " + layout.syncMark(), e);
        }
    }

    /** Replaces the sync mark, and is sure of it. */
    public void writeSyncMark(SyncMark mark) throws StoreException {
        replace(layout.syncMark(), mark.format());
    }

    private void replace(Path file, String text) throws StoreException {
        Path temp = layout.tmp().resolve(serial.incrementAndGet() + ".new");
        try {
            try (FileChannel channel = createTemp(temp)) {
                files.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
            files.force(temp);
            files.move(temp, file);
            files.force(layout.root());
        } catch (IOException e) {
            discard(temp);
            throw StoreFaults.translate("cannot write " + file, e);
        }
    }

    /** Removes the sync mark, so that the next start trusts nothing it would have vouched for. */
    public void removeSyncMark() throws StoreException {
        try {
            files.delete(layout.syncMark());
            files.force(layout.root());
        } catch (IOException e) {
            throw StoreFaults.translate("cannot remove " + layout.syncMark(), e);
        }
    }

    /** Removes a temp file; one that resists is removed at the next start. */
    void discard(Path temp) {
        try {
            files.delete(temp);
        } catch (IOException e) {
            // Nothing reads the temp directory, and opening the store empties it.
        }
    }

    /** Bytes the file system still gives us. */
    public long usableBytes() throws StoreException {
        try {
            return files.usableSpace(layout.root());
        } catch (IOException e) {
            throw StoreFaults.translate("cannot ask for free space", e);
        }
    }

    /**
     * What a file of this length takes on disk. The platform does not tell how many blocks a file has, so this is its
     * length rounded up to whole blocks: exact but for compressing file systems.
     */
    public long allocatedBytes(long length) {
        return Math.addExact(length, blockSize - 1) / blockSize * blockSize;
    }

    /** Lets another server have the store. */
    @Override
    public void close() {
        lock.close();
    }
}
