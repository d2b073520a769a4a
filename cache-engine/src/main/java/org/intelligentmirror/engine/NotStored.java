package org.intelligentmirror.engine;

import java.util.Locale;

/** Why a capture ended without a stored package; the token after {@code stored=no:} in the access log. */
public enum NotStored {
    /** Fewer bytes than Content-Length: the origin broke off. */
    TRUNCATED,
    /** More bytes than Content-Length. */
    TOO_LONG,
    /** The body turned out smaller or larger than the bounds of its type. */
    SIZE,
    /** The bytes contradict the digest they must have. */
    DIGEST,
    /** The origin sent other bytes when it was asked for the same again. */
    CHANGED,
    /** No index vouches for it, and a package of this kind is kept only if one does. */
    UNVOUCHED,
    /** The bytes do not begin as a package of this type does. */
    MAGIC,
    /** The connection ended before the body did: the client left, or Squid did. */
    CUT,
    /** The disk did not keep up with the network. */
    STALLED,
    /** A bound on work is reached. */
    OVERLOAD,
    /** No room: the file system is full or a configured limit is reached. */
    FULL,
    /** Reading or writing the store failed. */
    FAULT,
    /** The server is stopping. */
    STOPPING;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The token in the access log. */
    public String token() {
        return token;
    }
}
