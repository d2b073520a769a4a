package org.intelligentmirror.engine;

import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** What is known against confirming a locator with a stored package: stronger evidence, or an origin not trusted. */
@FunctionalInterface
interface Objections {
    /** Nothing is known. */
    Objections NONE = (locator, candidate) -> false;

    /** Whether {@code candidate} must not answer for {@code locator}, whatever agrees. Blocks; runs on the pool. */
    boolean forbid(Locator locator, Sha256 candidate) throws StoreException;
}
