package org.intelligentmirror.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.catalog.CatalogLimits;
import org.intelligentmirror.catalog.CatalogSettings;
import org.intelligentmirror.catalog.IndexArrival.IndexBytes;
import org.intelligentmirror.evidence.Claim;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.PackageIndex.TypeTotal;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.RequestPolicy;
import org.intelligentmirror.policy.ResponsePolicy;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The cache without its protocol.
 *
 * <p>Threads: callers are event loops and never block here. Look-ups and bodies go through one bounded pool; a timer
 * that never blocks decides about stalls; one background thread samples, records and syncs. A fault of the store is
 * swallowed here: it makes a look-up {@link Resolution.Unavailable} and ends a capture, nothing else.
 */
public final class CacheEngine implements AutoCloseable {
    /**
     * A restart in order that takes no longer, from {@link #leaves} on, leaves the catalog trusted. While the server is
     * down Squid goes around it, and indexes that change then pass unseen.
     */
    static final Duration SHORT_ABSENCE = Duration.ofSeconds(10);

    /** Longest wait for running work when closing, for each kind of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OpenedStore store;
    private final PackageVault vault;
    private final Catalog catalog;
    private final VaultSync sync;
    private final WorkerPool pool;
    private final CaptureRunner captures;
    private final Inquiries inquiries;
    /** Empty if packages are not completed. */
    private final Optional<Completion> completion;

    private final RpmProver prover;
    private final Confirmer confirmer;
    private final BackgroundWork background;
    private final ScrubWork scrub;
    private final Upkeep upkeep;
    private final Inventory inventory;
    private final RequestPolicy requestPolicy;
    private final ResponsePolicy responsePolicy;
    /** By the file system's clock. */
    private volatile @Nullable Instant leftAt;

    private final AtomicBoolean closed = new AtomicBoolean();

    private CacheEngine(EngineSettings settings, OwnFetches own, Clock clock, Opened opened, EngineBounds bounds) {
        this.store = opened.store();
        this.vault = store.vault();
        this.catalog = opened.catalog();
        this.sync = store.sync();
        this.pool = new WorkerPool(bounds.threads(), bounds.queue());
        this.captures = new CaptureRunner(
                new CaptureRunner.Means(vault, catalog, pool, clock), settings, bounds.captures(), own.fetcher());
        PackageResolver resolver =
                new PackageResolver(vault, catalog, new Resolver(settings.mode(), settings.revalidateAfter()), clock);
        this.inquiries =
                new Inquiries(resolver, catalog, captures, settings.arrivals().join());
        this.prover = new RpmProver(vault, pool, captures.faults());
        this.confirmer = new Confirmer(
                vault,
                prover,
                captures,
                new Confirmer.Rules(settings.mode(), this::forbids, this::trustedTwins),
                clock);
        this.background = new BackgroundWork(vault, sync, captures.faults());
        this.upkeep = new Upkeep(store, captures.faults(), clock);
        Scrubber scrubber = new Scrubber(
                vault, () -> pool.hasWaiting() || captures.inFlight().size() > 0, clock);
        this.scrub = new ScrubWork(scrubber, captures.faults());
        this.inventory = new StoreInventory(vault, captures.inFlight(), scrubber, this::doubt);
        this.requestPolicy = new RequestPolicy(settings.types(), settings.privateHosts(), own.tag());
        this.responsePolicy = new ResponsePolicy(
                settings.types(), locator -> UrlDigests.of(locator).isPresent() || catalog.maySpeakOf(locator));
        this.completion = settings.arrivals().completeRanges()
                ? Optional.of(new Completion(inquiries, captures, responsePolicy, clock))
                : Optional.empty();
    }

    private record Opened(OpenedStore store, Catalog catalog) {}

    /** Bounds a test makes small. */
    record EngineBounds(int threads, int queue, CaptureLimits captures) {
        static final EngineBounds STANDARD =
                new EngineBounds(WorkerPool.THREADS, WorkerPool.QUEUE, CaptureLimits.STANDARD);
    }

    /** Opens the store, creating it if need be. Blocks. */
    public static CacheEngine open(EngineSettings settings, OwnFetches own, Clock clock) throws StoreException {
        return open(settings, own, clock, FileOperations.real(), EngineBounds.STANDARD);
    }

    static CacheEngine open(
            EngineSettings settings, OwnFetches own, Clock clock, FileOperations files, EngineBounds bounds)
            throws StoreException {
        OpenedStore store = OpenedStore.open(new OpenedStore.Plan(
                settings.directory(),
                settings.fsync(),
                files,
                bounds.threads() + 2,
                totals -> capacity(settings, totals),
                clock));
        try {
            PackageVault vault = store.vault();
            boolean justStopped = store.mark().clean()
                    && vault.store()
                            .syncMarkAge()
                            .filter(age -> age.abs().compareTo(SHORT_ABSENCE) <= 0)
                            .isPresent();
            BackgroundWork.sampleSpace(vault);
            store.sync().begin();
            Catalog catalog = Catalog.open(
                    store.index().catalog(),
                    sha256 -> findIndex(vault, sha256),
                    new CatalogSettings(settings.indexMaxAge(), settings.mirrorGroups()),
                    CatalogLimits.STANDARD,
                    clock);
            TypeSettings indexes = settings.types().get(Kinds.indexType());
            if (!justStopped || indexes == null || !indexes.enabled()) {
                catalog.wasAway();
            }
            CacheEngine engine = new CacheEngine(settings, own, clock, new Opened(store, catalog), bounds);
            engine.background.start();
            engine.scrub.start();
            DelistedWatch watch = new DelistedWatch(vault, catalog, clock);
            engine.upkeep.start(() -> engine.whole(watch));
            return engine;
        } catch (StoreException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Only an index that holds all that is stored, and all pins, tells what may go. */
    private void whole(DelistedWatch watch) throws StoreException {
        vault.retention().pins().reload();
        captures.evictor().start(watch);
    }

    private static Optional<IndexBytes> findIndex(PackageVault vault, Sha256 sha256) throws StoreException {
        return vault.index()
                .blob(sha256)
                .filter(blob -> blob.type().equals(Kinds.indexType()))
                .map(blob -> () -> CaptureSink.open(vault, sha256, blob.length()));
    }

    private static Capacity capacity(EngineSettings settings, List<TypeTotal> totals) {
        Map<String, Long> byType = new HashMap<>();
        settings.types().forEach((type, its) -> byType.put(type, its.maxSizeBytes()));
        Capacity capacity = new Capacity(settings.maxSizeBytes(), settings.minFreeBytes(), byType);
        totals.forEach(total -> capacity.add(total.type(), total.allocatedBytes()));
        return capacity;
    }

    /**
     * What is stored of a package: a hit, a miss, or no answer. Never blocks; completes on the blocking pool, never
     * exceptionally.
     *
     * @param fresh the client asked for fresh bytes: only a digest in the URL counts
     */
    public CompletionStage<Resolution> resolve(Classification.Wanted wanted, boolean fresh) {
        return inquiries.resolve(wanted, fresh);
    }

    /**
     * The same for a plain GET of the whole (see {@link org.intelligentmirror.policy.RequestNeeds#isPlain}), which may
     * also join what arrives, and waits, if another one asked just before, for the response to that. A miss is taken to
     * go upstream at once. Never blocks.
     */
    public Inquiry ask(Classification.Wanted wanted, boolean fresh) {
        return inquiries.ask(wanted, fresh);
    }

    /**
     * As {@link #ask}, for a GET of a part: it joins what arrives already, but nobody waits for it, nor it for anybody.
     * Never blocks; completes on the blocking pool, never exceptionally.
     *
     * @param ifRange the validator the part is asked for under: if it counts for what is found, then as one of the
     *     header fields that come with that
     */
    public CompletionStage<Resolution> askForPart(
            Classification.Wanted wanted, boolean fresh, Optional<String> ifRange) {
        return inquiries.askNow(wanted, fresh, ifRange);
    }

    /**
     * The response to a plain GET is here, and the client gets what is stored instead: who waited for it looks again.
     * Never blocks.
     */
    public void confirmed(Classification.Wanted wanted) {
        captures.arrivals().answered(wanted.locator());
    }

    /**
     * The response to a plain GET is here and is nothing to keep: who waited for it goes on. To be told of every such
     * response for which {@link #capture} is not called. Never blocks.
     */
    public void notKept(Classification.Wanted wanted) {
        captures.arrivals().failed(wanted.locator());
    }

    /**
     * A part of a package went past for which {@link ResponsePolicy#wantsWhole}: the whole may be fetched for the next
     * client, if the operator allows that. Never blocks.
     */
    public void complete(Classification.Wanted wanted) {
        completion.ifPresent(its -> its.order(wanted));
    }

    /** What is shared just now. Never blocks. */
    public SharingFigures sharing() {
        return captures.arrivals().figures();
    }

    /** Never blocks. {@code drained} runs on the pool when a capture that said "stop reading" has caught up. */
    public CaptureStream capture(CaptureRequest request, Runnable drained) {
        CaptureStream stream = captures.capture(request, drained);
        confirmer.follow(request, stream);
        return stream;
    }

    /**
     * The stored package an origin is about to send, if the start of its response tells. The locator is then bound to
     * that package, as if it had been captured now. Never blocks; completes on the blocking pool, or at once if there
     * is nothing to find or no room to look, never exceptionally. It may take two seconds if a candidate has only just
     * arrived.
     *
     * <p>Not to be asked for a request with Range, nor for a response that {@link ResponsePolicy} does not keep.
     */
    public CompletionStage<Optional<Confirmation>> confirm(ConfirmRequest request) {
        return closed.get() ? CompletableFuture.completedStage(Optional.empty()) : confirmer.confirm(request);
    }

    /**
     * Reads an index file as it passes: at {@link CaptureStream#complete} it goes to the catalog and is not kept. Never
     * blocks.
     *
     * @param drained as in {@link #capture}
     * @return a stream whose outcome is {@link CaptureOutcome.Stored} once the catalog has the body
     */
    public CaptureStream tap(TapRequest request, Runnable drained) {
        return captures.tap(request, drained);
    }

    /** What is known of repositories. */
    public Catalog catalog() {
        return catalog;
    }

    private List<Locator> trustedTwins(Locator locator) {
        return catalog.twins(locator).stream().filter(catalog::trusts).toList();
    }

    /** Confirmation is rank 5: what indexes vouch for stands above it, and a root that lied is not believed. */
    private boolean forbids(Locator locator, Sha256 candidate) throws StoreException {
        Set<Claim> claims = catalog.vouch(locator).claims();
        return !catalog.trusts(locator)
                || (!claims.isEmpty()
                        && claims.stream().noneMatch(claim -> claim.accepts(candidate, Optional.empty())));
    }

    /** Whether captures can be taken now; false when full, failing or stopping. */
    public boolean acceptsCaptures() {
        return captures.accepts();
    }

    /**
     * Says that a package could not be sent whole, and not for its receiver's sake. It is hashed before it is served
     * again, and soon if there is room to. Never blocks.
     */
    public void doubt(Sha256 sha256) {
        vault.doubt(sha256);
        boolean unused = pool.tryExecute(() -> {
            try {
                Optional<Blob> blob = vault.index().blob(sha256);
                if (blob.isPresent()) {
                    vault.verify(blob.get());
                }
            } catch (StoreException | RuntimeException e) {
                captures.faults().report("a package that could not be sent could not be checked", e);
            }
        });
    }

    /** How far the making of a lost index has come. */
    public RebuildState rebuild() {
        return upkeep.state();
    }

    /** The operator's view. */
    public Inventory inventory() {
        return inventory;
    }

    /** What operators want kept. */
    public Pins pins() {
        return vault.retention().pins();
    }

    /** Limits and evictions of the moment. Never blocks. */
    public EvictionReport eviction() {
        return captures.evictor().report();
    }

    /** Packages that clients were told where to fetch. */
    public Leases leases() {
        return vault.leases();
    }

    /** What requests this engine's settings let in. */
    public RequestPolicy requestPolicy() {
        return requestPolicy;
    }

    /** What responses this engine's settings keep. */
    public ResponsePolicy responsePolicy() {
        return responsePolicy;
    }

    /** The bounded pool for blocking work; {@code execute} throws RejectedExecutionException when its queue is full. */
    public Executor blockingPool() {
        return pool;
    }

    /** Whether whatever a start leaves to the background is done, for tests of what that is. */
    boolean isInOrder() {
        return upkeep.isIdle() && vault.suspects().isOver();
    }

    /** Writes the journal anew at once, for tests of what that loses. */
    void renewJournal() throws StoreException {
        boolean unused = new JournalRenewal(store, () -> false).run();
    }

    /** The book of bytes, for tests of its exactness. */
    Capacity capacity() {
        return vault.capacity();
    }

    /** From now on no request is shown: what changes may pass unseen. To be told before {@link #close}. */
    public void leaves() {
        leftAt = Instant.now();
    }

    /** Ends captures, syncs, closes. Blocks. */
    @Override
    public void close() {
        Instant left = leftAt;
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // What waits for a sync is stopped before the thread that hashes.
        sync.stopVerifying();
        inquiries.close();
        captures.stop(PATIENCE);
        prover.stop();
        boolean idle = pool.stop(PATIENCE);
        catalog.stop(PATIENCE);
        upkeep.stop(PATIENCE);
        scrub.stop(PATIENCE);
        captures.evictor().stop(PATIENCE);
        background.stop(PATIENCE);
        try {
            vault.flushUses();
            boolean unused = sync.run(idle);
            if (left != null) {
                vault.store().dateSyncMark(left);
            }
        } catch (StoreException | RuntimeException e) {
            captures.faults().report("the last sync failed: the next start will check more than it had to", e);
        }
        store.close();
    }
}
