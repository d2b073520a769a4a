package org.intelligentmirror.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.Leases;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.PackagePage;
import org.intelligentmirror.engine.PackageQuery;
import org.intelligentmirror.engine.ScrubReport;
import org.intelligentmirror.engine.StoreStats;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.BlobCheck;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** Packages as files of a folder, with what is known of them in memory. */
final class ShelfInventory implements Inventory, Leases {
    static final Instant CAPTURED = Instant.parse("2026-03-04T05:06:07Z");

    private final Path folder;
    /** Packages that could not be sent for their file's sake. */
    final Set<Sha256> doubted = ConcurrentHashMap.newKeySet();

    private final List<PackageEntry> entries = new ArrayList<>();

    ShelfInventory(Path folder) {
        this.folder = folder;
    }

    /** Stores {@code bytes} as captured from {@code url} under {@code name}. */
    synchronized Sha256 add(String url, String name, byte[] bytes) throws IOException {
        Sha256 sha256 = Sha256.of(Sha256.newDigest().digest(bytes));
        Files.write(folder.resolve(sha256.toString()), bytes);
        String host = url.split("/", 4)[2];
        String type = name.substring(name.lastIndexOf('.') + 1);
        entries.add(new PackageEntry(
                sha256,
                name,
                type,
                bytes.length,
                4096,
                CAPTURED,
                CAPTURED,
                entries.size(),
                List.of(new PackageEntry.Source(url, host, name, CAPTURED))));
        return sha256;
    }

    @Override
    public synchronized PackagePage list(PackageQuery query) {
        List<PackageEntry> page = new ArrayList<>();
        for (int i = (int) query.after(); i < entries.size(); i++) {
            if (page.size() == query.limit()) {
                return new PackagePage(page, i);
            }
            if (matches(entries.get(i), query)) {
                page.add(entries.get(i));
            }
        }
        return new PackagePage(page, 0);
    }

    private static boolean matches(PackageEntry entry, PackageQuery query) {
        String all = (entry.name() + " " + entry.sources().get(0).url()).toLowerCase(Locale.ROOT);
        return query.text().map(t -> all.contains(t.toLowerCase(Locale.ROOT))).orElse(true)
                && query.type().map(entry.type()::equals).orElse(true)
                && query.host().map(entry.sources().get(0).host()::equals).orElse(true);
    }

    @Override
    public synchronized Optional<PackageEntry> show(Sha256 sha256) {
        return entries.stream().filter(e -> e.sha256().equals(sha256)).findFirst();
    }

    @Override
    public synchronized Optional<PackageEntry> byLocator(Locator locator) {
        return entries.stream()
                .filter(e -> e.sources().get(0).url().equals(locator.url()))
                .findFirst();
    }

    @Override
    public synchronized List<PackageEntry> byName(String fileName) {
        return entries.stream().filter(e -> e.name().equals(fileName)).toList();
    }

    @Override
    public synchronized Optional<StoredPackage> open(Sha256 sha256) throws StoreException {
        if (show(sha256).isEmpty()) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(folder.resolve(sha256.toString()), StandardOpenOption.READ);
            ReplyHeaders headers = new ReplyHeaders(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), CAPTURED, 0);
            return Optional.of(new StoredPackage(sha256, channel.size(), headers, CAPTURED, channel));
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.IO, "cannot open " + sha256, e);
        }
    }

    @Override
    public synchronized boolean purge(Sha256 sha256) throws StoreException {
        try {
            Files.deleteIfExists(folder.resolve(sha256.toString()));
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.IO, "cannot remove " + sha256, e);
        }
        return entries.removeIf(e -> e.sha256().equals(sha256));
    }

    @Override
    public synchronized Optional<BlobCheck.Finding> verify(Sha256 sha256) throws StoreException {
        if (show(sha256).isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(sha256.toString()));
            boolean same = Sha256.of(Sha256.newDigest().digest(bytes)).equals(sha256);
            return Optional.of(same ? BlobCheck.Finding.INTACT : BlobCheck.Finding.WRONG);
        } catch (IOException e) {
            return Optional.of(BlobCheck.Finding.MISSING);
        }
    }

    @Override
    public void doubt(Sha256 sha256) {
        doubted.add(sha256);
    }

    @Override
    public ScrubReport scrub() {
        return new ScrubReport(7, 7000, 1, false, Optional.of(CAPTURED), Optional.of(CAPTURED));
    }

    @Override
    public synchronized List<HostCount> hosts() {
        Map<String, Long> counts = new TreeMap<>();
        entries.forEach(e -> counts.merge(e.sources().get(0).host(), 1L, Long::sum));
        return counts.entrySet().stream()
                .map(e -> new HostCount(e.getKey(), e.getValue()))
                .toList();
    }

    @Override
    public synchronized StoreStats stats() {
        Map<String, StoreStats.TypeStats> byType = new TreeMap<>();
        long bytes = 0;
        for (PackageEntry entry : entries) {
            bytes += entry.length();
            byType.merge(
                    entry.type(),
                    new StoreStats.TypeStats(1, entry.length(), 4096),
                    (a, b) -> new StoreStats.TypeStats(
                            a.packages() + b.packages(),
                            a.bytes() + b.bytes(),
                            a.allocatedBytes() + b.allocatedBytes()));
        }
        return new StoreStats(entries.size(), entries.size(), bytes, 4096L * entries.size(), 1L << 40, 0, byType);
    }

    @Override
    public boolean grant(Sha256 sha256, Instant end) {
        return false;
    }

    @Override
    public Optional<FileChannel> open(Sha256 sha256, long length) {
        return Optional.empty();
    }
}
