package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.intelligentmirror.policy.HeaderView;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.Selection;

/** Answers a GET or HEAD of a package: all of it, parts, or a status that says why neither. */
final class PackageAnswers {
    /** Fields a 304 repeats (RFC 9110 section 15.4.5); of the rest, the client has what it was sent with the body. */
    private static final Set<String> NOT_MODIFIED_FIELDS = Set.of("ETag", "Last-Modified", "Date", "Age");

    private PackageAnswers() {}

    /**
     * What is known of a package that is to be sent.
     *
     * @param validators what conditionals are judged by
     * @param ifRange whether a value of If-Range stands for these bytes
     * @param fields of a 200; Content-Length, Accept-Ranges and Content-Range are added
     * @param sent told once how many of the bytes went out
     */
    record Offer(
            PackageBytes bytes,
            ReplyHeaders validators,
            Predicate<String> ifRange,
            Map<String, String> fields,
            LongConsumer sent) {}

    /** Answers with {@code offer}, whose package is taken over. */
    static Answer answer(ClientRequest request, Offer offer) {
        PackageBytes bytes = offer.bytes();
        HeaderView conditions = name -> request.headers().getAll(name);
        Selection selection =
                Selection.of(request.method(), conditions, offer.validators(), bytes.length(), offer.ifRange());
        if (selection instanceof Selection.Whole || selection instanceof Selection.Parts) {
            Map<String, String> all = new LinkedHashMap<>(offer.fields());
            all.put("Accept-Ranges", "bytes");
            return new Answer.Blob(bytes, selection, all, offer.sent());
        }
        long length = bytes.length();
        bytes.close();
        offer.sent().accept(0);
        if (selection instanceof Selection.NotModified) {
            Map<String, String> kept = new LinkedHashMap<>(offer.fields());
            kept.keySet().retainAll(NOT_MODIFIED_FIELDS);
            return new Answer.Bare(HttpResponseStatus.NOT_MODIFIED, kept);
        }
        return selection instanceof Selection.Unsatisfiable
                ? new Answer.Bare(
                        HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        Map.of("Content-Range", "bytes */" + length, "Accept-Ranges", "bytes"))
                : new Answer.Bare(HttpResponseStatus.PRECONDITION_FAILED, Map.of());
    }
}
