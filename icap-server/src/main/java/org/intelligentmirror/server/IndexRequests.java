package org.intelligentmirror.server;

import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/**
 * Requests for indexes that change under one name: never answered from the store. Where the catalog does not know the
 * root's present index, the client's conditionals are taken out of the request, so that the origin sends it whole and
 * it can be read as it passes; a 304 would leave the catalog blind.
 */
final class IndexRequests {
    private static final Set<String> CONDITIONALS = Set.of("if-none-match", "if-modified-since");

    private final Catalog catalog;

    IndexRequests(Catalog catalog) {
        this.catalog = catalog;
    }

    IcapExchange begin(Classification.MutableIndex index, IcapRequest request, HttpHead.Request http, Answer answer) {
        boolean conditional = CONDITIONALS.stream().anyMatch(http.headers()::has);
        boolean rewritten = conditional
                && !request.hasBody()
                && !http.headers().has("Range")
                && catalog.wantsWhole(index.locator());
        if (rewritten) {
            answer.verdict(Verdict.PASS, Reason.INDEX);
            answer.ok(Optional.of(http.rawWithout(CONDITIONALS)), Optional.empty(), IcapResponse.Body.NONE);
            answer.end();
            return Answered.INSTANCE;
        }
        return PassExchange.begin(request, answer, Verdict.PASS, Reason.INDEX);
    }
}
