package org.intelligentmirror.evidence;

/** How much evidence a hit needs: {@code identity.mode}. */
public enum IdentityMode {
    /** Digests, catalogs and the same URL: ranks 1 to 4. */
    STRICT,
    /** Also the origin's own agreement with a stored candidate: ranks 1 to 5. The default. */
    CONFIRM,
    /** Also the file name alone, the rule of 2008: ranks 1 to 6. */
    NAME
}
