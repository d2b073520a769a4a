package org.intelligentmirror.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.catalog.Validators;
import org.intelligentmirror.catalog.Version;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.TapRequest;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Exchange;
import org.intelligentmirror.policy.HeaderView;
import org.intelligentmirror.policy.Judgement;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ResponsePolicy;
import org.intelligentmirror.policy.Verdict;

/**
 * Indexes that change under one name, on their way to a client: read into the catalog as they pass. A 304 says that
 * the generation the client has is still the present one. A response that cannot be read tells the catalog at least
 * that the client may now know more than it does.
 */
final class IndexResponses {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int REDIRECTION = 300;
    private static final int NOT_MODIFIED = 304;
    private static final int CLIENT_ERROR = 400;

    private final ServerContext server;
    private final CacheEngine engine;

    IndexResponses(ServerContext server) {
        this.server = server;
        this.engine = server.engine();
    }

    IcapExchange begin(
            Classification.MutableIndex index,
            Exchange exchange,
            IcapRequest request,
            HttpHead.Response response,
            Answer answer) {
        Instant now = server.clock().instant();
        if (exchange.status() != OK || !exchange.method().equals("GET")) {
            tellOfOther(index.locator(), exchange, now);
            return PassExchange.begin(request, answer, Verdict.PASS, Reason.INDEX);
        }
        Judgement judgement = engine.responsePolicy().judgeIndex(exchange, now);
        Reason untapped = judgement instanceof Judgement.Leave leave
                ? leave.reason()
                : !request.hasBody()
                        ? Reason.STATUS
                        : !engine.acceptsCaptures() || server.lifecycle().isStopping() ? Reason.STORE : Reason.INDEX;
        if (untapped != Reason.INDEX || !(judgement instanceof Judgement.Keep keep)) {
            engine.catalog().unread(index.locator(), versionOf(exchange));
            return PassExchange.begin(request, answer, Verdict.PASS, untapped);
        }
        TapRequest tap = new TapRequest(index.locator(), keep.contentLength(), keep.headers());
        return new CaptureExchange(request, response, new IndexKeeping(engine, tap), answer);
    }

    /** What is no whole 200. */
    private void tellOfOther(Locator locator, Exchange exchange, Instant now) {
        boolean moved = exchange.status() >= REDIRECTION && exchange.status() < CLIENT_ERROR;
        Validators named = validators(exchange.response());
        if (exchange.status() == NOT_MODIFIED) {
            engine.catalog().renewed(locator, confirmedBy(exchange), now);
        } else if (exchange.status() == PARTIAL_CONTENT || moved) {
            // The rest of what a client has in part, or another place: it may soon have another generation.
            engine.catalog().glimpsed(locator, moved ? Version.UNKNOWN : Version.named(named, OptionalLong.empty()));
        } else if (exchange.status() == OK && !named.equals(Validators.NONE)) {
            engine.catalog().glimpsed(locator, versionOf(exchange));
        }
    }

    private static Version versionOf(Exchange exchange) {
        return Version.named(validators(exchange.response()), ResponsePolicy.contentLength(exchange.response()));
    }

    private static Validators validators(HeaderView response) {
        return new Validators(response.first("ETag"), response.first("Last-Modified"));
    }

    /** What the 304 confirms: its own validators, or those the client named. */
    private static Validators confirmedBy(Exchange exchange) {
        Optional<String> etag = exchange.response().first("ETag").or(() -> single(exchange.request(), "If-None-Match"));
        Optional<String> modified =
                exchange.response().first("Last-Modified").or(() -> single(exchange.request(), "If-Modified-Since"));
        return new Validators(etag, modified);
    }

    /** The value if there is one and it is no list. */
    private static Optional<String> single(HeaderView headers, String name) {
        List<String> values = headers.all(name);
        boolean list = name.equals("If-None-Match")
                && values.size() == 1
                && values.get(0).contains(",");
        return values.size() == 1 && !list ? Optional.of(values.get(0)) : Optional.empty();
    }
}
