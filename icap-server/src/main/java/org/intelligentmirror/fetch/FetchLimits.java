package org.intelligentmirror.fetch;

import java.time.Duration;

/**
 * What bounds an order, and all of them.
 *
 * @param maxWaiting orders that wait for their turn
 * @param lookup longest wait for a host's addresses
 * @param connect longest wait for one of them to answer
 * @param head from the begin of an exchange until the head of the answer is there whole, connecting included
 * @param idle longest silence within a body
 * @param total from the begin of an order until its end, without its wait for a turn
 * @param attempts how often an order is begun anew, the first time included, while no byte of a body has come
 * @param backoff mean pause before the second attempt; each later one is twice as long
 * @param stop longest wait for running orders when closing
 */
record FetchLimits(
        int maxWaiting,
        Duration lookup,
        Duration connect,
        Duration head,
        Duration idle,
        Duration total,
        int attempts,
        Duration backoff,
        Duration stop) {
    /** Redirects followed for one order. */
    static final int MAX_REDIRECTS = 5;

    /** Addresses of one host that are tried. */
    static final int MAX_ADDRESSES = 4;

    /** Interim answers (1xx) before the real one. */
    static final int MAX_INTERIM = 10;

    /** Header fields of an answer, and of a chunked body's trailer. */
    static final int MAX_FIELDS = 100;

    /** Bytes of a status line, of a header field, of a chunk's size line. */
    static final int MAX_LINE_BYTES = 8192;

    /** Most bytes handed over at once. */
    static final int PIECE_BYTES = 64 * 1024;

    static final FetchLimits STANDARD = new FetchLimits(
            1000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(6),
            3,
            Duration.ofMillis(300),
            Duration.ofSeconds(5));
}
