package org.intelligentmirror.engine;

import java.util.Comparator;
import java.util.stream.Stream;
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
        Stream<Locator> twins =
                catalog.trusts(locator) ? catalog.twins(locator).stream().filter(catalog::trusts) : Stream.empty();
        return new ArrivalKey("url "
                + Stream.concat(Stream.of(locator), twins)
                        .map(Locator::url)
                        .min(Comparator.naturalOrder())
                        .orElseThrow());
    }
}
