package org.intelligentmirror.server;

import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;

/** Answers a request with the package it asks for, if that is stored and proven; otherwise lets it go upstream. */
final class ReqmodService implements IcapService {
    private final CacheEngine engine;
    private final HitWriter hits;
    private final IndexRequests indexes;

    ReqmodService(CacheEngine engine, HitWriter hits) {
        this.engine = engine;
        this.hits = hits;
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
        if (needs.range() && http.method().equals("GET")) {
            return PassExchange.begin(request, answer, Verdict.MISS, Reason.RANGE);
        }
        Lookup lookup = new Lookup(request, http, answer);
        engine.resolve(wanted, needs.reload())
                .thenAccept(
                        resolution -> lookup.resume(() -> lookup.respond(resolution), () -> Lookup.close(resolution)));
        return lookup;
    }

    /** A request whose answer the engine is looking up. */
    private final class Lookup extends BodilessExchange {
        private final IcapRequest request;
        private final HttpHead.Request http;
        private final Answer answer;

        private Lookup(IcapRequest request, HttpHead.Request http, Answer answer) {
            super(answer);
            this.request = request;
            this.http = http;
            this.answer = answer;
        }

        private void respond(Resolution resolution) {
            if (resolution instanceof Resolution.Hit hit) {
                hits.write(http, hit, answer);
            } else if (resolution instanceof Resolution.Miss miss) {
                PassExchange.begin(request, answer, Verdict.MISS, miss.reason());
            } else {
                Resolution.Unavailable unavailable = (Resolution.Unavailable) resolution;
                PassExchange.begin(request, answer, Verdict.PASS, unavailable.reason());
            }
        }

        private static void close(Resolution resolution) {
            if (resolution instanceof Resolution.Hit hit) {
                hit.stored().close();
            }
        }
    }
}
