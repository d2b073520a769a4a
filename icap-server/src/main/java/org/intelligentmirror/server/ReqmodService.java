package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** Answers a request with the package it asks for, if that is stored and proven; otherwise lets it go upstream. */
final class ReqmodService implements IcapService {
    private final CacheEngine engine;
    private final HitWriter hits;

    ReqmodService(CacheEngine engine, HitWriter hits) {
        this.engine = engine;
        this.hits = hits;
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
        if (!(classification instanceof Classification.Wanted wanted)) {
            Reason reason =
                    classification instanceof Classification.Unwanted unwanted ? unwanted.reason() : Reason.INDEX;
            return PassExchange.begin(request, answer, Verdict.PASS, reason);
        }
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
        engine.resolve(wanted, needs.reload()).whenComplete((resolution, fault) -> lookup.onResolved(resolution));
        return lookup;
    }

    /** A request whose answer the engine is looking up. */
    private final class Lookup implements IcapExchange {
        private final IcapRequest request;
        private final HttpHead.Request http;
        private final Answer answer;
        private boolean aborted;

        private Lookup(IcapRequest request, HttpHead.Request http, Answer answer) {
            this.request = request;
            this.http = http;
            this.answer = answer;
        }

        /** On any thread. */
        private void onResolved(@Nullable Resolution resolution) {
            try {
                answer.loop().execute(() -> respond(resolution));
            } catch (RejectedExecutionException e) {
                close(resolution);
            }
        }

        private void respond(@Nullable Resolution resolution) {
            if (aborted) {
                close(resolution);
                return;
            }
            if (resolution instanceof Resolution.Hit hit) {
                hits.write(http, hit, answer);
            } else if (resolution instanceof Resolution.Miss miss) {
                PassExchange.begin(request, answer, Verdict.MISS, miss.reason());
            } else if (resolution instanceof Resolution.Unavailable unavailable) {
                PassExchange.begin(request, answer, Verdict.PASS, unavailable.reason());
            } else {
                PassExchange.begin(request, answer, Verdict.PASS, Reason.STORE);
            }
        }

        private static void close(@Nullable Resolution resolution) {
            if (resolution instanceof Resolution.Hit hit) {
                hit.stored().close();
            }
        }

        @Override
        public void onChunk(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void onPreviewEnd() {
            throw new IllegalStateException("a request without a body has no preview");
        }

        @Override
        public void onBodyEnd(boolean ieof) {
            // Expected at once: there is no body.
        }

        @Override
        public void onAbort() {
            aborted = true;
        }
    }
}
