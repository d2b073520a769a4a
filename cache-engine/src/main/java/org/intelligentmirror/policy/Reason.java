package org.intelligentmirror.policy;

import java.util.Locale;

/**
 * Why a verdict was given: the closed list of tokens that follow {@code reason=} in {@code X-IntelligentMirror} and
 * stand in the access log.
 */
public enum Reason {
    /** HIT, JOIN: the URL itself carries the digest. */
    URL_DIGEST,
    /** HIT, JOIN: the repository's own index lists these bytes, and it passed by itself. */
    CATALOG,
    /** HIT, JOIN: another root that carries the same repository lists these bytes, or one of its mirror group sent
     * them. */
    MIRROR,
    /** HIT, JOIN: this very URL was captured inside its revalidation window. */
    SAME_URL,
    /** HIT: the file name alone, where the operator chose that. */
    NAME,

    /** MISS: nothing is known of this locator. */
    UNKNOWN,
    /** MISS: this URL was captured, but longer ago than {@code identity.revalidate-after}. */
    EXPIRED,
    /** MISS: an index that may speak of this locator passed unseen, or was not confirmed for too long. */
    STALE,
    /** MISS: indexes that speak of this locator contradict each other. */
    CONFLICT,
    /** MISS: a part of a package was asked for, and parts are not served yet. */
    RANGE,
    /** MISS: it waited for the response to another request, which brought nothing to share. */
    WAITED,
    /** MISS: the client asked for fresh bytes ({@code no-cache}, {@code max-age=0}). */
    RELOAD,
    /** MISS: the request has a precondition only the origin may judge (If-Match, If-Unmodified-Since). */
    PRECONDITION,

    /** CONFIRMED: an RPM package has the signature header and the length of a stored one whose digests were checked. */
    RPM,
    /** CONFIRMED: the same URL still has the strong ETag and the length it was captured with. */
    VALIDATOR,

    /** CAPTURE: a complete 200 of a package that is worth keeping. */
    COMPLETE,

    /** PASS: the method is neither GET nor HEAD. */
    METHOD,
    /** PASS: the URL names neither a package nor a repository index. */
    OTHER,
    /** PASS: a repository index, which is never answered from the store; CAPTURE: it is read as it passes. */
    INDEX,
    /** PASS: this type is switched off. */
    TYPE_OFF,
    /** PASS: smaller or larger than the configured bounds for its type. */
    SIZE,
    /** PASS: no Content-Length and no known digest, so completeness could never be proven. */
    LENGTH,
    /** PASS: credentials, cookies, {@code private}/{@code no-store}, or a host the operator named private. */
    PRIVATE,
    /** PASS: a Content-Encoding, or a Vary on anything but Accept-Encoding. */
    ENCODING,
    /** PASS: the bytes do not begin as a package of this type does. */
    MAGIC,
    /** PASS: the response is not a complete 200. */
    STATUS,
    /** PASS: the URL cannot be normalised safely (dot segments, {@code %2F}, empty segments, too long, malformed). */
    LOCATOR,
    /** PASS: a source package, which needs a digest vouched for it before it is kept. */
    UNVOUCHED,
    /** PASS: our own fetch or our own listener. */
    SELF,
    /** PASS: the peer did not present {@code icap.key-file}'s key. */
    KEY,
    /** PASS: a bound on work, memory or connections is reached. */
    OVERLOAD,
    /** PASS: the store cannot be used now: full, failing, or stopping. */
    STORE,
    /** PASS: an HTTP message this server cannot read. */
    MALFORMED,
    /** PASS: the connection ended before anything was decided. */
    CUT;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The token on the wire and in the log, such as {@code same-url}. */
    public String token() {
        return token;
    }
}
