package org.intelligentmirror.policy;

import org.intelligentmirror.kind.PackageKind;
import org.intelligentmirror.locator.Locator;

/** What a request is to this cache, judged from the request alone. */
public sealed interface Classification {
    /** A GET or HEAD of a package this cache may answer or keep. */
    record Wanted(Locator locator, PackageKind kind) implements Classification {}

    /** Not for this cache. */
    record Unwanted(Reason reason) implements Classification {}
}
