package org.intelligentmirror.catalog;

/** Whether the present indexes of the roots a package came from list it. */
public enum Listing {
    /** One of them does, or did when it was last known. */
    LISTED,
    /**
     * None of them does. This says something only of a package that was listed when it was captured (its binding's
     * evidence is rank 2 or 1): lists that never passed, such as other architectures', may name any other.
     */
    UNLISTED,
    /** No present index whose lists were read stands above it. */
    UNKNOWN
}
