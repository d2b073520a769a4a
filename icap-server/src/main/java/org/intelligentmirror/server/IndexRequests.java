package org.intelligentmirror.server;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.RequestNeeds;
import org.intelligentmirror.policy.Verdict;

/**
 * Requests for indexes that change under one name: never answered from the store, but a top index should pass so that
 * it can be read. What would prevent that is taken out of the request:
 *
 * <ul>
 *   <li>the client's conditionals, where the catalog does not know the root's present index: a 304 leaves it blind;
 *   <li>Accept-Encoding, if it lets the origin send the bytes as they are: encoded ones are not read.
 * </ul>
 *
 * <p>A request for a part, or with a precondition, is about one representation and is left as it is.
 */
final class IndexRequests {
    private static final Set<String> CONDITIONALS = Set.of("if-none-match", "if-modified-since");
    private static final Set<String> CODINGS = Set.of("accept-encoding");

    private final Catalog catalog;

    IndexRequests(Catalog catalog) {
        this.catalog = catalog;
    }

    IcapExchange begin(Classification.MutableIndex index, IcapRequest request, HttpHead.Request http, Answer answer) {
        Set<String> unwanted = unwanted(index.locator(), request, http);
        if (!unwanted.isEmpty()) {
            answer.verdict(Verdict.PASS, Reason.INDEX);
            answer.ok(Optional.of(http.rawWithout(unwanted)), Optional.empty(), IcapResponse.Body.NONE);
            answer.end();
            return Answered.INSTANCE;
        }
        return PassExchange.begin(request, answer, Verdict.PASS, Reason.INDEX);
    }

    private Set<String> unwanted(Locator locator, IcapRequest request, HttpHead.Request http) {
        RequestNeeds needs = RequestNeeds.of(http.headers());
        boolean bound = request.hasBody() || needs.range() || needs.originPrecondition();
        if (bound || !http.method().equals("GET") || !catalog.reads(locator)) {
            return Set.of();
        }
        Set<String> unwanted = new HashSet<>();
        if (CONDITIONALS.stream().anyMatch(http.headers()::has) && catalog.wantsWhole(locator)) {
            unwanted.addAll(CONDITIONALS);
        }
        if (needs.encoded()) {
            unwanted.addAll(CODINGS);
        }
        return unwanted;
    }
}
