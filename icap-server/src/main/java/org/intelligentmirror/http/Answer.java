package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;
import org.intelligentmirror.policy.Selection;

/** What a route says, before it is HTTP on the wire. Whoever receives one and does not send it discards it. */
sealed interface Answer {
    /** Lets go of what the answer holds open. */
    default void discard() {}

    /** A body from memory; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers)
            implements Answer {
        static Content of(HttpResponseStatus status, String contentType, String body, Map<String, String> headers) {
            return new Content(status, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
        }
    }

    /** A status without a body, such as 304. */
    record Bare(HttpResponseStatus status, Map<String, String> headers) implements Answer {}

    /**
     * A package, sent from its file.
     *
     * @param selection {@link Selection.Whole} or {@link Selection.Parts}
     * @param sent told once of the bytes of the package that went out, when no more will
     */
    record Blob(PackageBytes bytes, Selection selection, Map<String, String> headers, LongConsumer sent)
            implements Answer {
        @Override
        public void discard() {
            bytes.close();
            sent.accept(0);
        }
    }
}
