package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.engine.LeadTable.Part;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: from the store, else from what arrives, else after waiting for the response to a request that asked
 * just before. Looking goes through the pool, unless memory tells that there is nothing to find; waiting holds no
 * thread.
 */
final class Inquiries {
    /** Longest wait of a look-up for index files of its origin that have arrived and are being read. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** Times one request looks again because something came while it looked. */
    private static final int MAX_LOOKS = 4;

    private final PackageResolver resolver;
    private final Catalog catalog;
    private final CaptureRunner captures;
    private final boolean joins;
    private volatile boolean closed;

    Inquiries(PackageResolver resolver, Catalog catalog, CaptureRunner captures, boolean joins) {
        this.resolver = resolver;
        this.catalog = catalog;
        this.captures = captures;
        this.joins = joins;
    }

    /** What a request asks for, and under which validator if it is for a part. */
    private record Ask(Classification.Wanted wanted, boolean fresh, Optional<String> ifRange) {
        private Ask(Classification.Wanted wanted, boolean fresh) {
            this(wanted, fresh, Optional.empty());
        }
    }

    /** From the store alone. */
    CompletionStage<Resolution> resolve(Classification.Wanted wanted, boolean fresh) {
        return look(new Ask(wanted, fresh)).thenApply(PackageResolver.Look::resolution);
    }

    /** From the store, or from what arrives already; without leading, or waiting for one who does. */
    CompletionStage<Resolution> askNow(Classification.Wanted wanted, boolean fresh, Optional<String> ifRange) {
        Waiting waiting = new Waiting(new Ask(wanted, fresh, ifRange));
        waiting.hurried = true;
        waiting.look(MAX_LOOKS);
        return waiting.answer();
    }

    /** Whether it is neither here nor on its way. */
    CompletionStage<Boolean> isAbsent(Classification.Wanted wanted) {
        return look(new Ask(wanted, false)).thenApply(look -> {
            closeHit(look.resolution());
            Arrivals arrivals = captures.arrivals();
            return look.resolution() instanceof Resolution.Miss
                    && look.sought()
                            .filter(sought -> !arrivals.isArriving(sought.key())
                                    && !arrivals.leads().isLed(sought.key()))
                            .isPresent();
        });
    }

    private static void closeHit(Resolution resolution) {
        if (resolution instanceof Resolution.Hit hit) {
            hit.stored().close();
        }
    }

    /** From the store, or from what arrives. */
    Inquiry ask(Classification.Wanted wanted, boolean fresh) {
        Waiting waiting = new Waiting(new Ask(wanted, fresh));
        waiting.begin();
        return waiting;
    }

    void close() {
        closed = true;
    }

    /** What is sought if a look-up is sure to find nothing, neither stored nor on its way. Never blocks. */
    private Optional<Sought> unknown(Ask ask) {
        Locator locator = ask.wanted().locator();
        return captures.inFlight().finishing(locator).isPresent()
                ? Optional.empty()
                : resolver.unknown(locator, ask.fresh())
                        .filter(sought -> !captures.arrivals().isKnown(sought.key()));
    }

    private CompletionStage<PackageResolver.Look> look(Ask ask) {
        boolean byIndex = !ask.fresh() && UrlDigests.of(ask.wanted().locator()).isEmpty();
        return byIndex
                ? catalog.settled(ask.wanted().locator(), SETTLE).thenCompose(settled -> afterCaptures(ask))
                : afterCaptures(ask);
    }

    private CompletionStage<PackageResolver.Look> afterCaptures(Ask ask) {
        return captures.inFlight()
                .finishing(ask.wanted().locator())
                .<CompletionStage<PackageResolver.Look>>map(ended -> ended.thenCompose(now -> lookUp(ask)))
                .orElseGet(() -> lookUp(ask));
    }

    private CompletableFuture<PackageResolver.Look> lookUp(Ask ask) {
        if (closed) {
            return CompletableFuture.completedFuture(unavailable(Reason.STORE));
        }
        CompletableFuture<PackageResolver.Look> answer = new CompletableFuture<>();
        if (!captures.pool().tryExecute(() -> answer.complete(resolveNow(ask)))) {
            answer.complete(unavailable(Reason.OVERLOAD));
        }
        return answer;
    }

    private PackageResolver.Look resolveNow(Ask ask) {
        try {
            return resolver.resolve(ask.wanted(), ask.fresh(), ask.ifRange());
        } catch (StoreException | RuntimeException e) {
            captures.faults().report("a look-up failed", e);
            return unavailable(Reason.STORE);
        }
    }

    private static PackageResolver.Look unavailable(Reason reason) {
        return new PackageResolver.Look(new Resolution.Unavailable(reason), Optional.empty());
    }

    /** One request, until it is answered. */
    private final class Waiting implements Inquiry {
        private final Ask ask;
        private final CompletableFuture<Resolution> answer = new CompletableFuture<>();
        private final LeadTable.Waiter waiter;
        private volatile boolean hurried;
        private volatile boolean waited;
        private volatile @Nullable ArrivalKey waitsFor;

        private Waiting(Ask ask) {
            this.ask = ask;
            this.waiter = new LeadTable.Waiter(ask.wanted().locator(), this::called);
        }

        @Override
        public CompletionStage<Resolution> answer() {
            return answer;
        }

        /** What nothing at all is known of needs no thread of the pool, nor anything but memory. */
        private void begin() {
            long before = captures.arrivals().changes();
            Optional<Sought> unknown = joins && !closed ? unknown(ask) : Optional.empty();
            if (unknown.isPresent()) {
                wait(new Resolution.Miss(Reason.UNKNOWN), unknown.get(), before, MAX_LOOKS);
            } else {
                look(MAX_LOOKS);
            }
        }

        private void look(int looksLeft) {
            long before = captures.arrivals().changes();
            CompletionStage<Void> unused = Inquiries.this.look(ask).thenAccept(look -> found(look, before, looksLeft));
        }

        /** On the pool, unless there was no room or the engine is closed. */
        private void found(PackageResolver.Look look, long before, int looksLeft) {
            Optional<Sought> sought = joins ? look.sought() : Optional.empty();
            if (!(look.resolution() instanceof Resolution.Miss) || sought.isEmpty()) {
                answer.complete(look.resolution());
                return;
            }
            Optional<Resolution.Join> join = captures.arrivals().join(sought.get());
            Optional<CompletionStage<CaptureOutcome>> committing =
                    captures.arrivals().committing(sought.get().key());
            if (join.isPresent()) {
                answer.complete(join.get());
            } else if (committing.isPresent() && looksLeft > 0) {
                CompletionStage<Void> unused = committing.get().thenAccept(ended -> look(looksLeft - 1));
            } else if ((waited || hurried)
                    && looksLeft > 0
                    && captures.arrivals().changes() != before) {
                // It may have been stored after the index was asked, and before the join.
                look(looksLeft - 1);
            } else if (waited || hurried) {
                answer.complete(waited ? new Resolution.Miss(Reason.WAITED) : look.resolution());
            } else {
                wait(look.resolution(), sought.get(), before, looksLeft);
            }
        }

        private void wait(Resolution miss, Sought sought, long before, int looksLeft) {
            Arrivals arrivals = captures.arrivals();
            waitsFor = sought.key();
            Part part = arrivals.leads().enter(sought.key(), waiter, () -> arrivals.changes() == before);
            if (part == Part.LOOKS_AGAIN && looksLeft > 0) {
                look(looksLeft - 1);
            } else if (part != Part.WAITS) {
                answer.complete(miss);
            } else if (hurried) {
                hurry();
            }
        }

        private void called(Part part) {
            waited = true;
            if (part == Part.LOOKS_AGAIN) {
                look(MAX_LOOKS);
            } else {
                answer.complete(new Resolution.Miss(Reason.WAITED));
            }
        }

        @Override
        public void hurry() {
            hurried = true;
            ArrivalKey key = waitsFor;
            if (key != null && captures.arrivals().leads().leave(key, waiter)) {
                answer.complete(new Resolution.Miss(Reason.WAITED));
            }
        }
    }
}
