package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.Pin;
import org.intelligentmirror.engine.Pins;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Removing packages over the admin API. Each removal is logged: it is an operator's act. */
final class Purges {
    /** Finds packages by exact name or by URL; exactly one of the two is present. */
    interface LookUp {
        List<PackageEntry> find(Optional<String> name, Optional<String> url) throws HttpProblem, StoreException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Purges.class);
    private static final Set<String> SELECTORS = Set.of("sha256", "name", "url");
    private static final String DRY_RUN = "dryRun";
    private static final String FORCE = "force";
    private static final String EXPECTED = "expected one of sha256, name and url, and optionally dryRun and force";

    private final Inventory inventory;
    private final Pins pins;
    private final LookUp lookUp;

    /** How to remove: only in show, and what is pinned too. */
    private record Manner(boolean dryRun, boolean force) {}

    Purges(Inventory inventory, Pins pins, LookUp lookUp) {
        this.inventory = inventory;
        this.pins = pins;
        this.lookUp = lookUp;
    }

    /** {@code DELETE packages/<sha256>}. */
    Answer delete(ClientRequest request, Sha256 sha256) throws HttpProblem, StoreException {
        boolean force = Parameters.of(request, Set.of(FORCE))
                .text(FORCE)
                .filter("true"::equals)
                .isPresent();
        return remove(inventory.show(sha256).map(List::of).orElse(List.of()), new Manner(false, force));
    }

    /** {@code POST purge}. */
    Answer post(ClientRequest request) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        ObjectNode body = Json.read(request.body());
        boolean dryRun = false;
        boolean force = false;
        Optional<Map.Entry<String, String>> selector = Optional.empty();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (field.getKey().equals(DRY_RUN) && field.getValue().isBoolean()) {
                dryRun = field.getValue().booleanValue();
            } else if (field.getKey().equals(FORCE) && field.getValue().isBoolean()) {
                force = field.getValue().booleanValue();
            } else if (SELECTORS.contains(field.getKey()) && field.getValue().isString() && selector.isEmpty()) {
                selector = Optional.of(
                        Map.entry(field.getKey(), bounded(field.getValue().stringValue())));
            } else {
                throw HttpProblem.badRequest(EXPECTED);
            }
        }
        if (selector.isEmpty()) {
            throw HttpProblem.badRequest(EXPECTED);
        }
        return remove(select(selector.get().getKey(), selector.get().getValue()), new Manner(dryRun, force));
    }

    private List<PackageEntry> select(String by, String value) throws HttpProblem, StoreException {
        if (by.equals("sha256")) {
            Sha256 sha256 =
                    Sha256.parse(value).orElseThrow(() -> HttpProblem.badRequest("sha256 has 64 hexadecimal digits"));
            return inventory.show(sha256).map(List::of).orElse(List.of());
        }
        return by.equals("name")
                ? lookUp.find(Optional.of(value), Optional.empty())
                : lookUp.find(Optional.empty(), Optional.of(value));
    }

    private Answer remove(List<PackageEntry> found, Manner manner) throws HttpProblem, StoreException {
        List<PackageEntry> removed = new ArrayList<>();
        if (!manner.force() && !manner.dryRun()) {
            checkPins(found);
        }
        for (PackageEntry entry : found) {
            if (manner.dryRun()) {
                removed.add(entry);
            } else if (inventory.purge(entry.sha256())) {
                LOG.info(
                        "Purged {} ({}, {} bytes) at an operator's request",
                        entry.sha256(),
                        printable(entry.name()),
                        entry.length());
                removed.add(entry);
            }
        }
        if (removed.isEmpty()) {
            throw HttpProblem.notFound("no such package is stored");
        }
        ObjectNode node = Json.object().put(DRY_RUN, manner.dryRun());
        node.set("purged", AdminJson.entries(removed));
        return Json.ok(node);
    }

    private void checkPins(List<PackageEntry> found) throws HttpProblem, StoreException {
        for (PackageEntry entry : found) {
            Optional<Pin> pin = pins.keeping(entry.sha256());
            if (pin.isPresent()) {
                throw new HttpProblem(
                        HttpResponseStatus.CONFLICT,
                        "pinned",
                        printable(entry.name()) + " is pinned (pin " + pin.get().id() + "); only force removes it");
            }
        }
    }

    private static String bounded(String value) throws HttpProblem {
        if (value.isEmpty() || value.length() > HttpLimits.MAX_PARAMETER) {
            throw HttpProblem.badRequest("what to purge has 1 to " + HttpLimits.MAX_PARAMETER + " characters");
        }
        return value;
    }

    /** A name comes from an origin: in the log it stays on its line. */
    private static String printable(String name) {
        return PathText.encode(name);
    }
}
