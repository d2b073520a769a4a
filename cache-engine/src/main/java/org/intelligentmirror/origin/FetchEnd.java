package org.intelligentmirror.origin;

/** How an order ended. */
public enum FetchEnd {
    /** The body ended where its own framing says. It is not proven to be the right one. */
    COMPLETE,
    /** The connection failed, timed out or broke off, also after retries. */
    BROKEN,
    /** The origin answered with neither 200 nor a usable 206, or redirected too often. */
    DENIED,
    /** Not asked for: the address is one the fetcher may not contact, or the order cannot be carried out. */
    REFUSED,
    /** Not asked for: too many orders wait, or the fetcher stops. */
    OVERLOAD,
    /** The listener or its owner gave it up. */
    CANCELLED
}
