package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.function.Supplier;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.Pin;
import org.intelligentmirror.engine.Pins;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pins over the admin API. Each change is logged: it is an operator's act. */
final class PinPages {
    private static final Logger LOG = LoggerFactory.getLogger(PinPages.class);
    private static final Set<String> FIELDS = Set.of("kind", "pattern");

    private final Pins pins;
    private final Supplier<EvictionReport> eviction;

    PinPages(Pins pins, Supplier<EvictionReport> eviction) {
        this.pins = pins;
        this.eviction = eviction;
    }

    /** {@code GET pins}. */
    Answer list(ClientRequest request) throws HttpProblem {
        Parameters.of(request, Set.of());
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("pins");
        pins.list().forEach(pin -> array.add(json(pin)));
        EvictionReport report = eviction.get();
        return Json.ok(node.put("packages", report.pinnedPackages()).put("bytes", report.pinnedBytes()));
    }

    /** {@code POST pins}. */
    Answer post(ClientRequest request) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        ObjectNode body = Json.read(request.body());
        if (!body.propertyNames().containsAll(FIELDS) || body.size() != FIELDS.size()) {
            throw HttpProblem.badRequest("expected kind and pattern");
        }
        Pin.Kind kind = Pin.Kind.of(text(body.path("kind")))
                .orElseThrow(() -> HttpProblem.badRequest("kind is one of name, repository and digest"));
        Pins.Outcome outcome = pins.pin(kind, text(body.path("pattern")));
        if (outcome instanceof Pins.Outcome.Refused refused) {
            throw HttpProblem.badRequest(refused.why());
        }
        if (outcome instanceof Pins.Outcome.OverLimit over) {
            throw new HttpProblem(
                    HttpResponseStatus.CONFLICT,
                    "over-limit",
                    "this would pin " + over.wantedBytes() + " bytes more; " + over.pinnedBytes()
                            + " are pinned already, and "
                            + over.type().map(type -> "types." + type).orElse("store")
                            + ".max-size leaves room for " + over.mostBytes() + " in all");
        }
        Pins.Outcome.Pinned pinned = (Pins.Outcome.Pinned) outcome;
        LOG.info(
                "Pinned {} {} at an operator's request",
                kind.token(),
                PathText.encode(pinned.pin().pattern()));
        ObjectNode node = Json.object();
        node.set("pin", json(pinned.pin()));
        return Json.ok(node.put("packages", pinned.packages()).put("bytes", pinned.bytes()));
    }

    /** {@code DELETE pins/<id>}. */
    Answer delete(ClientRequest request, long id) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        Pin pin = pins.unpin(id).orElseThrow(() -> HttpProblem.notFound("there is no pin of this number"));
        LOG.info("Unpinned {} {} at an operator's request", pin.kind().token(), PathText.encode(pin.pattern()));
        ObjectNode node = Json.object();
        node.set("unpinned", json(pin));
        return Json.ok(node);
    }

    private static String text(JsonNode node) throws HttpProblem {
        if (!node.isString() || node.stringValue().length() > HttpLimits.MAX_PARAMETER) {
            throw HttpProblem.badRequest(
                    "kind and pattern are strings of at most " + HttpLimits.MAX_PARAMETER + " characters");
        }
        return node.stringValue();
    }

    private static ObjectNode json(Pin pin) {
        return Json.object()
                .put("id", pin.id())
                .put("kind", pin.kind().token())
                .put("pattern", pin.pattern())
                .put("pinnedAt", pin.pinnedAt().toString());
    }
}
