package org.intelligentmirror.repository;

/** Why a listed file is passed over while the rest of its list counts. */
public enum IgnoredReason {
    /** Its path is absolute, has another base, or climbs by {@code ..}. */
    OUTSIDE_ROOT,
    /** Its path is missing, empty, or nothing a request could name: control characters, {@code %2F}. */
    BAD_PATH,
    /** Its size is missing or no number. */
    NO_SIZE,
    /** No SHA-256 and no SHA-512 is given for it. */
    NO_PROOF,
    /** It contradicts itself: a field or a digest given twice. */
    AMBIGUOUS
}
