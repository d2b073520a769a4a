package org.intelligentmirror.http;

import java.time.Duration;

/** Every bound of the HTTP listener. They protect the server from its peers and are not for tuning. */
final class HttpLimits {
    /** Request line in bytes; an escaped URL of {@link #MAX_PARAMETER} characters fits. One past it: 414. */
    static final int MAX_REQUEST_LINE = 16 * 1024;

    /** All header fields of a request in bytes, names and values: 256 ranges and a hand-off fit. One past it: 431. */
    static final int MAX_HEADERS = 24 * 1024;

    /** Bytes of a request body decoded at a time. */
    static final int MAX_CHUNK = 8 * 1024;

    /** Request body in bytes. One past it: 413. */
    static final int MAX_BODY = 64 * 1024;

    /** Query parameters of a request. One past it: 400. */
    static final int MAX_PARAMETERS = 16;

    /** A query parameter's value, or a string in a JSON body, in characters. One past it: 400. */
    static final int MAX_PARAMETER = 4096;

    /** What a listing is searched for, in characters. One past it: 400. */
    static final int MAX_TEXT = 200;

    /** The file name in a download's URL, in characters. One past it: 404. */
    static final int MAX_FILE_NAME = 255;

    /** Connections at once; those beyond it are closed as they come. */
    static final int MAX_CONNECTIONS = 1024;

    /** Entries on a page of {@code /browse/}. */
    static final int BROWSE_PAGE = 100;

    /** Entries in an admin listing that names no limit. */
    static final int DEFAULT_LIST_LIMIT = 100;

    /** How long a connection may take from being ready for a request to having sent all of it: idling included. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** How long a client may take nothing of an answer. */
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    /** What {@code Retry-After} says when the blocking pool is full. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private HttpLimits() {}
}
