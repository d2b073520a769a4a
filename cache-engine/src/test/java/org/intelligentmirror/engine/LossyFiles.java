package org.intelligentmirror.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.intelligentmirror.store.FileOperations;

/**
 * The real file system, whose power fails at one operation: what the disk would hold afterwards is copied elsewhere,
 * and every later operation fails. Bytes and names count as on the disk once they were forced. Of what was not, either
 * the names are lost (files never came, deleted ones are back) or the bytes are (names are there, what they name is
 * zeros).
 */
final class LossyFiles implements FileOperations {
    /** What a power loss takes of what was not forced. */
    enum Loss {
        NAMES,
        BYTES
    }

    /** A change to a directory that is not on the disk: what stood there before, if anything. */
    private record Change(Path path, Optional<byte[]> before) {}

    private final FileOperations real = FileOperations.real();
    private final Path store;
    private final Path disk;
    private final Loss loss;
    private final int cutAt;
    private final Map<Path, Long> forcedLengths = new HashMap<>();
    private final Map<Path, Deque<Change>> unforced = new HashMap<>();
    private int operations;
    private boolean dead;

    /** @param disk where the copy goes */
    LossyFiles(Path store, Path disk, Loss loss, int cutAt) {
        this.store = store;
        this.disk = disk;
        this.loss = loss;
        this.cutAt = cutAt;
    }

    /** Whether the power has failed. */
    synchronized boolean isDead() {
        return dead;
    }

    private void step() throws IOException {
        if (!dead && ++operations == cutAt) {
            cut();
            dead = true;
        }
        if (dead) {
            throw new IOException("the power is off");
        }
    }

    private void cut() throws IOException {
        copy(store, disk);
        if (loss == Loss.NAMES) {
            for (Deque<Change> changes : unforced.values()) {
                for (Change change : changes) {
                    Path path = disk.resolve(store.relativize(change.path()));
                    delete(path, change.before());
                }
            }
            return;
        }
        for (Map.Entry<Path, Long> file : forcedLengths.entrySet()) {
            Path path = disk.resolve(store.relativize(file.getKey()));
            if (Files.isRegularFile(path)) {
                byte[] bytes = Files.readAllBytes(path);
                Arrays.fill(bytes, (int) Math.min(bytes.length, file.getValue()), bytes.length, (byte) 0);
                Files.write(path, bytes);
            }
        }
    }

    private static void delete(Path path, Optional<byte[]> before) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> below = Files.walk(path)) {
                for (Path each :
                        below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } else {
            Files.deleteIfExists(path);
        }
        if (before.isPresent() && Files.isDirectory(path.resolveSibling("."))) {
            Files.write(path, before.get());
        }
    }

    /** Copies what is there; a database file that is being written may come out torn, as on a real disk. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each));
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void changed(Path path, Optional<byte[]> before) {
        unforced.computeIfAbsent(path.getParent(), any -> new ArrayDeque<>()).addFirst(new Change(path, before));
    }

    private static Optional<byte[]> bytes(Path path) throws IOException {
        return Files.isRegularFile(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        step();
        Deque<Path> missing = new ArrayDeque<>();
        for (Path each = directory; each != null && !Files.exists(each); each = each.getParent()) {
            missing.addFirst(each);
        }
        real.createDirectories(directory);
        missing.forEach(each -> changed(each, Optional.empty()));
    }

    @Override
    public synchronized FileChannel createNew(Path file) throws IOException {
        step();
        FileChannel channel = real.createNew(file);
        changed(file, Optional.empty());
        forcedLengths.put(file, 0L);
        return channel;
    }

    @Override
    public synchronized FileChannel openWrite(Path file) throws IOException {
        step();
        FileChannel channel = real.openWrite(file);
        forcedLengths.put(file, channel.size());
        return channel;
    }

    @Override
    public synchronized FileChannel openRead(Path file) throws IOException {
        step();
        return real.openRead(file);
    }

    @Override
    public synchronized void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        step();
        real.write(channel, bytes);
    }

    @Override
    public synchronized void close(FileChannel channel) throws IOException {
        step();
        real.close(channel);
    }

    @Override
    public synchronized void force(Path path) throws IOException {
        step();
        if (Files.isDirectory(path)) {
            unforced.remove(path);
        } else {
            forcedLengths.put(path, Files.size(path));
        }
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        step();
        Optional<byte[]> before = bytes(to);
        real.move(from, to);
        changed(to, before);
        Long forced = forcedLengths.remove(from);
        forcedLengths.put(to, forced == null ? Files.size(to) : forced);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        step();
        Optional<byte[]> before = bytes(file);
        real.delete(file);
        if (before.isPresent()) {
            changed(file, before);
        }
        forcedLengths.remove(file);
    }

    @Override
    public synchronized List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        return real.size(file);
    }

    @Override
    public long usableSpace(Path path) {
        return Long.MAX_VALUE / 2;
    }

    @Override
    public long blockSize(Path path) {
        return 4096;
    }
}
