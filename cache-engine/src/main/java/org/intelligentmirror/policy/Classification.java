package org.intelligentmirror.policy;

import org.intelligentmirror.kind.PackageKind;
import org.intelligentmirror.locator.Locator;

/** What a request is to this cache, judged from the request alone. */
public sealed interface Classification {
    /** A GET or HEAD of a package this cache may answer or keep. */
    record Wanted(Locator locator, PackageKind kind) implements Classification {}

    /**
     * A GET or HEAD of a repository's index under a name whose content changes: never answered from the store, but what
     * the origin answers is worth reading. Has no query.
     */
    record MutableIndex(Locator locator) implements Classification {}

    /** Not for this cache. */
    record Unwanted(Reason reason) implements Classification {}
}
