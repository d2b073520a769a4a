package org.intelligentmirror.server;

import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.Inquiry;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** Answers a request with the package it asks for, if that is stored and proven; otherwise lets it go upstream. */
final class ReqmodService implements IcapService {
    private final CacheEngine engine;
    private final HitWriter hits;
    private final HandoffWriter handoffs;
    private final IndexRequests indexes;
    private final Clock clock;

    ReqmodService(CacheEngine engine, HitWriter hits, HandoffWriter handoffs, Clock clock) {
        this.engine = engine;
        this.clock = clock;
        this.hits = hits;
        this.handoffs = handoffs;
        this.indexes = new IndexRequests(engine.catalog());
    }

    @Override
    public String path() {
        return "/reqmod";
    }

    @Override
    public IcapMethod method() {
        return IcapMethod.REQMOD;
    }

    @Override
    public int previewBytes() {
        return 0;
    }

    @Override
    public IcapExchange begin(IcapRequest request, Answer answer) {
        if (!(request.httpRequest().orElse(null) instanceof HttpHead.Request http)) {
            return PassExchange.begin(request, answer, Verdict.PASS, Reason.MALFORMED);
        }
        Classification classification = engine.requestPolicy().classify(http.method(), http.target(), http.headers());
        if (classification instanceof Classification.MutableIndex index) {
            return indexes.begin(index, request, http, answer);
        }
        if (classification instanceof Classification.Unwanted unwanted) {
            return PassExchange.begin(request, answer, Verdict.PASS, unwanted.reason());
        }
        Classification.Wanted wanted = (Classification.Wanted) classification;
        if (request.hasBody()) {
            // A GET with content (RFC 9110 section 9.3.1) asks for something only its origin understands.
            return PassExchange.begin(request, answer, Verdict.PASS, Reason.METHOD);
        }
        RequestNeeds needs = RequestNeeds.of(http.headers());
        if (needs.originPrecondition()) {
            return PassExchange.begin(request, answer, Verdict.MISS, Reason.PRECONDITION);
        }
        boolean part = needs.range() && http.method().equals("GET");
        if (part && !handoffs.mayTake(wanted.locator(), answer)) {
            return PassExchange.begin(request, answer, Verdict.MISS, Reason.RANGE);
        }
        Lookup lookup = new Lookup(request, http, wanted.locator(), part, answer);
        if (http.method().equals("GET") && RequestNeeds.isPlain(http.headers())) {
            lookup.ask(engine.ask(wanted, needs.reload()));
        } else if (part && !needs.noStore()) {
            lookup.follow(engine.askForPart(wanted, needs.reload(), RequestNeeds.ifRange(http.headers())));
        } else {
            lookup.follow(engine.resolve(wanted, needs.reload()));
        }
        return lookup;
    }

    /** A request whose answer the engine is looking up, or waits for, or sends as it arrives. */
    private final class Lookup extends BodilessExchange {
        private final IcapRequest request;
        private final HttpHead.Request http;
        private final Locator locator;
        private final boolean part;
        private final Answer answer;
        private @Nullable Inquiry inquiry;
        private @Nullable JoinWriter joined;

        private Lookup(IcapRequest request, HttpHead.Request http, Locator locator, boolean part, Answer answer) {
            super(answer);
            this.request = request;
            this.http = http;
            this.locator = locator;
            this.part = part;
            this.answer = answer;
        }

        private void ask(Inquiry asked) {
            inquiry = asked;
            follow(asked.answer());
        }

        private void follow(CompletionStage<Resolution> found) {
            found.thenAccept(resolution -> resume(() -> respond(resolution), () -> close(resolution)));
        }

        private void respond(Resolution resolution) {
            inquiry = null;
            if (resolution instanceof Resolution.Hit hit) {
                deliver(hit);
            } else if (resolution instanceof Resolution.Join join) {
                join(join);
            } else if (resolution instanceof Resolution.Miss miss) {
                PassExchange.begin(request, answer, Verdict.MISS, miss.reason());
            } else {
                Resolution.Unavailable unavailable = (Resolution.Unavailable) resolution;
                PassExchange.begin(request, answer, Verdict.PASS, unavailable.reason());
            }
        }

        private void join(Resolution.Join join) {
            if (!part) {
                joined = JoinWriter.begin(join, answer, clock);
            } else if (!handoffs.takePart(http, locator, join, answer)) {
                join.joiner().close();
                PassExchange.begin(request, answer, Verdict.MISS, Reason.RANGE);
            }
        }

        /** Parts never leave inline; that the client has what it asks for may be said either way. */
        private void deliver(Resolution.Hit hit) {
            if (handoffs.take(http, locator, hit, answer)) {
                return;
            }
            boolean sends = Preconditions.evaluate(http.headers(), hit.stored().headers()) == Preconditions.Answer.SEND;
            if (part && sends) {
                hit.stored().close();
                PassExchange.begin(request, answer, Verdict.MISS, Reason.RANGE);
            } else {
                hits.write(http, hit, answer);
            }
        }

        private static void close(Resolution resolution) {
            if (resolution instanceof Resolution.Hit hit) {
                hit.stored().close();
            } else if (resolution instanceof Resolution.Join join) {
                join.joiner().close();
            }
        }

        @Override
        protected void peerLeft() {
            if (inquiry != null) {
                inquiry.hurry();
            }
            if (joined != null) {
                joined.stop();
            }
        }
    }
}
