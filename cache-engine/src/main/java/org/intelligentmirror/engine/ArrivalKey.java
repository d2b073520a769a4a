package org.intelligentmirror.engine;

import java.util.List;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.locator.Locator;

/**
 * What a body on its way is asked for by: the digest it must have, else the URL it comes from. The members of a mirror
 * group share the latter, unless one of them is not trusted.
 */
record ArrivalKey(String text) {
    /** @param identity as {@link org.intelligentmirror.evidence.Claim#identity} spells it */
    static ArrivalKey ofDigest(String identity) {
        return new ArrivalKey("digest " + identity);
    }

    /** Never blocks. */
    static ArrivalKey ofUrl(Locator locator, Catalog catalog) {
        List<Locator> twins = catalog.twins(locator);
        String least = locator.url();
        if (!twins.isEmpty() && catalog.trusts(locator)) {
            for (Locator twin : twins) {
                least = twin.url().compareTo(least) < 0 && catalog.trusts(twin) ? twin.url() : least;
            }
        }
        return new ArrivalKey("url " + least);
    }
}
