package org.intelligentmirror.index;

import org.intelligentmirror.store.Sha256;

/** One of many changes made together by who makes an index again. */
public sealed interface IndexStep {
    /** Records a package, unless it is known. */
    record Add(NewBlob blob) implements IndexStep {}

    /** Binds a locator to a package; if that is unknown, what the locator was bound to counts no more either. */
    record Bind(NewBinding binding) implements IndexStep {}

    /** Removes what is known of a URL. */
    record Unbind(String url) implements IndexStep {}

    /** Records the SHA-512 of a package, 128 lower-case hexadecimal digits; does nothing if the package is unknown. */
    record Identify(Sha256 sha256, String sha512) implements IndexStep {}

    /** Forgets a package and every binding to it. */
    record Forget(Sha256 sha256) implements IndexStep {}
}
