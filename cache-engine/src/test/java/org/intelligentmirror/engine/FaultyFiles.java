package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.intelligentmirror.store.FileOperations;

/** The real file system, of which one operation can be made to fail, writes can be held, and space be set. */
final class FaultyFiles implements FileOperations {
    private final FileOperations real = FileOperations.real();
    private final AtomicInteger operations = new AtomicInteger();
    private volatile int failAt;
    private volatile String message = "";
    /** Whether nothing more can be written. */
    volatile boolean full;

    /** Whether the file system can only be read. */
    volatile boolean readOnly;

    /** Whether nothing can be deleted. */
    volatile boolean stuck;

    volatile long usable = Long.MAX_VALUE / 2;
    /** Names of the threads that opened a file to read it. */
    final Set<String> readers = ConcurrentHashMap.newKeySet();

    /** Runs each time a file was opened to be read. */
    volatile Runnable opened = () -> {};

    /** Runs each time a file got another name. */
    volatile Runnable moved = () -> {};

    /** Whether files that are open give no bytes back. */
    volatile boolean unreadable;

    /** Whether modification times can be set to the microsecond. */
    volatile boolean keepsTimes = true;

    final Semaphore writes = new Semaphore(Integer.MAX_VALUE);

    /** Makes the n-th operation from now on fail; 0 makes none. */
    void failAt(int n, String why) {
        operations.set(0);
        message = why;
        failAt = n;
    }

    int operations() {
        return operations.get();
    }

    private void change() throws IOException {
        if (readOnly) {
            throw new IOException("Read-only file system");
        }
    }

    private void step() throws IOException {
        if (operations.incrementAndGet() == failAt) {
            throw new IOException(message);
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        step();
        if (!Files.isDirectory(directory)) {
            change();
        }
        real.createDirectories(directory);
    }

    @Override
    public FileChannel createNew(Path file) throws IOException {
        change();
        step();
        return real.createNew(file);
    }

    @Override
    public FileChannel openWrite(Path file) throws IOException {
        change();
        step();
        return real.openWrite(file);
    }

    @Override
    public FileChannel openRead(Path file) throws IOException {
        step();
        readers.add(Thread.currentThread().getName());
        FileChannel channel = real.openRead(file);
        opened.run();
        return unreadable ? new UnreadableChannel(channel) : channel;
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        change();
        step();
        if (full) {
            throw new IOException("No space left on device");
        }
        writes.acquireUninterruptibly();
        try {
            real.write(channel, bytes);
        } finally {
            writes.release();
        }
    }

    @Override
    public void close(FileChannel channel) throws IOException {
        step();
        real.close(channel);
    }

    @Override
    public void force(Path path) throws IOException {
        step();
        real.force(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        change();
        step();
        real.move(from, to);
        moved.run();
    }

    @Override
    public void setModified(Path file, FileTime time) throws IOException {
        change();
        real.setModified(file, keepsTimes ? time : FileTime.from(time.to(TimeUnit.SECONDS), TimeUnit.SECONDS));
    }

    @Override
    public void delete(Path file) throws IOException {
        change();
        if (stuck) {
            throw new IOException("Input/output error");
        }
        real.delete(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public long size(Path file) throws IOException {
        return real.size(file);
    }

    @Override
    public long usableSpace(Path path) {
        return usable;
    }

    @Override
    public long blockSize(Path path) {
        return 4096;
    }
}
