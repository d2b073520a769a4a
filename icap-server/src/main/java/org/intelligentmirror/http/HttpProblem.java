package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** A request that is answered with an error. An outcome that unwinds, not a fault: it has no stack trace. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;
    private final String error;
    private final transient Map<String, String> headers;

    /**
     * @param error a token a program can switch on, such as {@code not-found}
     * @param detail a sentence for people; repeats nothing secret
     */
    HttpProblem(HttpResponseStatus status, String error, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.error = error;
        this.headers = headers;
    }

    HttpProblem(HttpResponseStatus status, String error, String detail) {
        this(status, error, detail, Map.of());
    }

    static HttpProblem badRequest(String detail) {
        return new HttpProblem(HttpResponseStatus.BAD_REQUEST, "bad-request", detail);
    }

    static HttpProblem forbidden(String detail) {
        return new HttpProblem(HttpResponseStatus.FORBIDDEN, "forbidden", detail);
    }

    static HttpProblem notFound(String detail) {
        return new HttpProblem(HttpResponseStatus.NOT_FOUND, "not-found", detail);
    }

    static HttpProblem overload() {
        return new HttpProblem(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "overload",
                "too much is waiting for the store; try again",
                Map.of("Retry-After", Long.toString(HttpLimits.RETRY_AFTER.toSeconds())));
    }

    HttpResponseStatus status() {
        return status;
    }

    String error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }
}
