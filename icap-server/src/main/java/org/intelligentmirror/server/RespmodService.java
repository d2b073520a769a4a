package org.intelligentmirror.server;

import java.util.Optional;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Exchange;
import org.intelligentmirror.policy.Judgement;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;

/** Keeps the packages that go past, and lets everything else pass. */
final class RespmodService implements IcapService {
    private final ServerContext server;
    private final CacheEngine engine;
    private final IndexResponses indexes;
    private final Handoffs handoffs;

    RespmodService(ServerContext server, Handoffs handoffs) {
        this.server = server;
        this.handoffs = handoffs;
        this.engine = server.engine();
        this.indexes = new IndexResponses(server);
    }

    @Override
    public String path() {
        return "/respmod";
    }

    @Override
    public IcapMethod method() {
        return IcapMethod.RESPMOD;
    }

    @Override
    public int previewBytes() {
        return server.config().icap().previewBytes();
    }

    @Override
    public IcapExchange begin(IcapRequest request, Answer answer) {
        if (!(request.httpRequest().orElse(null) instanceof HttpHead.Request http)
                || !(request.httpResponse().orElse(null) instanceof HttpHead.Response response)) {
            return PassExchange.begin(request, answer, Verdict.PASS, Reason.MALFORMED);
        }
        Optional<Handoff> handedOff = http.headers().first(Handoff.FIELD).flatMap(handoffs::read);
        if (handedOff.isPresent()) {
            // Our own listener's answer: Squid logs the verdict it is told last.
            Handoff own = handedOff.get();
            answer.transaction().standsFor(own.url());
            return PassExchange.begin(request, answer, own.verdict(), own.reason());
        }
        Classification classification = engine.requestPolicy().classify(http.method(), http.target(), http.headers());
        if (classification instanceof Classification.Unwanted unwanted) {
            return PassExchange.begin(request, answer, Verdict.PASS, unwanted.reason());
        }
        Exchange exchange = new Exchange(http.method(), http.headers(), response.status(), response.headers());
        if (classification instanceof Classification.MutableIndex index) {
            return indexes.begin(index, exchange, request, response, answer);
        }
        Classification.Wanted wanted = (Classification.Wanted) classification;
        Judgement judgement =
                engine.responsePolicy().judge(wanted, exchange, server.clock().instant());
        boolean canKeep = engine.acceptsCaptures() && !server.lifecycle().isStopping();
        if (judgement instanceof Judgement.Keep keep && request.hasBody() && canKeep) {
            // A part was asked for and the origin sent all: Squid may cut the part out of it, so it must be the
            // origin's.
            boolean mayBeConfirmed = !RequestNeeds.of(http.headers()).range();
            Keeping keeping = new PackageKeeping(engine, wanted, keep, mayBeConfirmed);
            return new CaptureExchange(request, response, keeping, answer);
        }
        if (http.method().equals("GET")) {
            passed(wanted, exchange);
        }
        Reason without = request.hasBody() ? Reason.STORE : Reason.STATUS;
        Reason reason = judgement instanceof Judgement.Leave leave ? leave.reason() : without;
        return PassExchange.begin(request, answer, Verdict.PASS, reason);
    }

    /** A response to a GET goes past without being kept. */
    private void passed(Classification.Wanted wanted, Exchange exchange) {
        if (RequestNeeds.isPlain(exchange.request())) {
            engine.notKept(wanted);
        } else if (RequestNeeds.of(exchange.request()).range()
                && engine.responsePolicy().wantsWhole(wanted, exchange)
                && !server.lifecycle().isStopping()) {
            engine.complete(wanted);
        }
    }
}
