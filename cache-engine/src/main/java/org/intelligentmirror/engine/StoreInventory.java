package org.intelligentmirror.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.index.ScrubMark;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** The inventory over the index. Uses counted in memory are written first, so that what it shows is current. */
final class StoreInventory implements Inventory {
    private static final int MAX_SOURCES = 100;
    private static final int MAX_BY_NAME = 1000;
    private static final int MAX_HOSTS = 10_000;

    /** Packages looked at for one page of those that match. */
    static final int MAX_SEARCHED = 20_000;

    private final PackageVault vault;
    private final InFlightTable inFlight;
    private final Scrubber scrubber;
    private final Consumer<Sha256> doubt;

    StoreInventory(PackageVault vault, InFlightTable inFlight, Scrubber scrubber, Consumer<Sha256> doubt) {
        this.vault = vault;
        this.inFlight = inFlight;
        this.scrubber = scrubber;
        this.doubt = doubt;
    }

    @Override
    public PackagePage list(PackageQuery query) throws StoreException {
        int limit = Math.max(1, Math.min(query.limit(), PackageQuery.MAX_LIMIT));
        vault.flushUses();
        long upTo = searchedUpTo(query);
        List<Blob> found = vault.index()
                .list(new BlobFilter(query.text(), query.type(), query.host(), query.after(), limit + 1), upTo);
        List<Blob> page = found.size() > limit ? found.subList(0, limit) : found;
        long further = upTo < vault.index().lastSequence() ? upTo : 0;
        long next = found.size() > limit ? page.get(limit - 1).sequence() : further;
        return new PackagePage(entries(page, 1), next);
    }

    /** A filter that matches nothing must not read everything for one page. Sequences may have long gaps. */
    private long searchedUpTo(PackageQuery query) throws StoreException {
        boolean everything =
                query.text().isEmpty() && query.type().isEmpty() && query.host().isEmpty();
        if (everything) {
            return Long.MAX_VALUE;
        }
        Optional<String> any = Optional.empty();
        List<Blob> first = vault.index().list(new BlobFilter(any, any, any, query.after(), 1));
        return (first.isEmpty() ? query.after() : first.get(0).sequence()) + MAX_SEARCHED - 1;
    }

    @Override
    public Optional<PackageEntry> show(Sha256 sha256) throws StoreException {
        vault.flushUses();
        Optional<Blob> blob = vault.index().blob(sha256);
        return blob.isPresent() ? Optional.of(entry(blob.get(), MAX_SOURCES)) : Optional.empty();
    }

    @Override
    public Optional<PackageEntry> byLocator(Locator locator) throws StoreException {
        vault.flushUses();
        Optional<Binding> binding = vault.index().binding(locator);
        return binding.isPresent() ? Optional.of(entry(binding.get().blob(), MAX_SOURCES)) : Optional.empty();
    }

    @Override
    public List<PackageEntry> byName(String fileName) throws StoreException {
        vault.flushUses();
        return entries(vault.index().named(fileName, MAX_BY_NAME), 1);
    }

    @Override
    public Optional<StoredPackage> open(Sha256 sha256) throws StoreException {
        Optional<Blob> blob = vault.index().blob(sha256);
        return blob.isPresent() ? vault.open(blob.get()) : Optional.empty();
    }

    @Override
    public boolean purge(Sha256 sha256) throws StoreException {
        return vault.purge(sha256);
    }

    @Override
    public Optional<Finding> verify(Sha256 sha256) throws StoreException {
        Optional<Blob> blob = vault.index().blob(sha256);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        Finding found = vault.store().check(sha256, blob.get().length());
        return Optional.of(vault.judge(blob.get(), found));
    }

    @Override
    public void doubt(Sha256 sha256) {
        doubt.accept(sha256);
    }

    @Override
    public ScrubReport scrub() {
        Optional<ScrubMark> mark = scrubber.mark();
        CheckCounts counts = vault.counts();
        return new ScrubReport(
                counts.packages(),
                counts.bytes(),
                counts.failures(),
                mark.map(ScrubMark::running).orElse(false),
                mark.map(ScrubMark::beganAt),
                mark.flatMap(ScrubMark::finishedAt));
    }

    @Override
    public List<HostCount> hosts() throws StoreException {
        return vault.index().hosts(MAX_HOSTS).stream()
                .map(total -> new HostCount(total.host(), total.packages()))
                .toList();
    }

    @Override
    public StoreStats stats() throws StoreException {
        Map<String, StoreStats.TypeStats> byType = new TreeMap<>();
        long packages = 0;
        long bytes = 0;
        long allocated = 0;
        for (PackageIndex.TypeTotal total : vault.index().totals()) {
            byType.put(total.type(), new StoreStats.TypeStats(total.packages(), total.bytes(), total.allocatedBytes()));
            packages += total.packages();
            bytes += total.bytes();
            allocated += total.allocatedBytes();
        }
        return new StoreStats(
                packages,
                vault.index().bindings(),
                bytes,
                allocated,
                vault.store().usableBytes(),
                inFlight.size(),
                byType);
    }

    private List<PackageEntry> entries(List<Blob> blobs, int maxSources) throws StoreException {
        List<PackageEntry> entries = new ArrayList<>(blobs.size());
        for (Blob blob : blobs) {
            entries.add(entry(blob, maxSources));
        }
        return entries;
    }

    private PackageEntry entry(Blob blob, int maxSources) throws StoreException {
        List<Binding> bindings = vault.index().bindingsOf(blob, maxSources);
        List<PackageEntry.Source> sources = bindings.stream()
                .map(binding ->
                        new PackageEntry.Source(binding.url(), binding.host(), binding.name(), binding.capturedAt()))
                .toList();
        return new PackageEntry(
                blob.sha256(),
                bindings.isEmpty() ? blob.name() : bindings.get(0).name(),
                blob.type(),
                blob.length(),
                blob.allocatedBytes(),
                blob.committedAt(),
                blob.lastUsedAt(),
                blob.hits(),
                sources);
    }
}
