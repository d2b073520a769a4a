package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.handoff.ReplayedFields;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.store.StoreException;

/** Redeems hand-offs: the package as its origin would answer for it. */
final class HandedOffDownloads {
    private final Handoffs handoffs;
    private final Clock clock;

    HandedOffDownloads(Handoffs handoffs, Clock clock) {
        this.handoffs = handoffs;
        this.clock = clock;
    }

    /** Blocks. */
    Answer answer(ClientRequest request, Handoff handoff) throws StoreException {
        LongConsumer sent = handoffs.redeem(handoff);
        Optional<PackageBytes> bytes;
        try {
            bytes = open(handoff);
        } catch (StoreException e) {
            sent.accept(0);
            throw e;
        }
        if (bytes.isEmpty()) {
            sent.accept(0);
            // Its bytes turned out to be wrong since, or are not to come: asking again leads to the origin.
            return new Answer.Bare(
                    HttpResponseStatus.TEMPORARY_REDIRECT,
                    Map.of("Location", handoff.url(), "Cache-Control", "no-store"));
        }
        return PackageAnswers.answer(
                request,
                new PackageAnswers.Offer(
                        bytes.get(),
                        handoff.headers(),
                        value -> Preconditions.ifRange(value, handoff.headers()),
                        ReplayedFields.of(
                                handoff.headers(), handoff.receivedAt(), handoff.cacheStatus(), clock.instant()),
                        sent));
    }

    private Optional<PackageBytes> open(Handoff handoff) throws StoreException {
        return handoff.sha256().isPresent()
                ? handoffs.open(handoff).map(PackageBytes.Stored::new)
                : handoffs.join(handoff).map(joiner -> new PackageBytes.Arriving(joiner, mark(handoff)));
    }

    /** Unforeseeable to whoever makes packages: the first id of a run is random. */
    private static String mark(Handoff handoff) {
        return "%032x".formatted(handoff.id());
    }
}
