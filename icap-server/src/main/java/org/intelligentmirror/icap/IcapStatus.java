package org.intelligentmirror.icap;

/** The status codes this server sends (RFC 3507 section 4.3.3). */
public enum IcapStatus {
    /** Go on after the preview. */
    CONTINUE(100, "Continue"),
    /** The answer carries a message. */
    OK(200, "OK"),
    /** The message is to be used as it is. */
    NO_CONTENT(204, "No Content"),
    /** Not an ICAP message. */
    BAD_REQUEST(400, "Bad Request"),
    /** No such service. */
    SERVICE_NOT_FOUND(404, "ICAP Service Not Found"),
    /** The service does not speak this method. */
    METHOD_NOT_ALLOWED(405, "Method Not Allowed For Service"),
    /** A request head was begun and not finished in time. */
    REQUEST_TIMEOUT(408, "Request Timeout"),
    /** A method of no ICAP version known here. */
    NOT_IMPLEMENTED(501, "Method Not Implemented"),
    /** Stopping; only ever an answer to OPTIONS. */
    SERVICE_OVERLOADED(503, "Service Overloaded"),
    /** Another protocol version than ICAP/1.0. */
    VERSION_NOT_SUPPORTED(505, "ICAP Version Not Supported");

    private final int code;
    private final String phrase;

    IcapStatus(int code, String phrase) {
        this.code = code;
        this.phrase = phrase;
    }

    /** The three-digit code. */
    public int code() {
        return code;
    }

    /** The reason phrase. */
    public String phrase() {
        return phrase;
    }

    /** Whether this is a 4xx or 5xx, after which the connection is closed. */
    public boolean isError() {
        return code >= 400;
    }
}
