package org.intelligentmirror.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.PackageEntry;
import org.intelligentmirror.engine.PackagePage;
import org.intelligentmirror.engine.PackageQuery;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.BlobCheck;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import tools.jackson.databind.node.ObjectNode;

/** {@code /admin/v1/}, described in the package's documentation. {@link RequestGate} has checked the token. */
final class AdminApi {
    private static final Set<String> READ = Set.of("GET", "HEAD");

    private final HttpBackend backend;
    private final Inventory inventory;
    private final Purges purges;
    private final PinPages pins;
    private final Clock clock;
    private final Instant startedAt;

    AdminApi(HttpBackend backend, Clock clock) {
        this.backend = backend;
        this.inventory = backend.inventory();
        this.purges = new Purges(inventory, backend.pins(), this::lookUp);
        this.pins = new PinPages(backend.pins(), backend.eviction());
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** {@code segments} are those of the path, {@code admin} included. */
    Endpoint find(ClientRequest request, List<String> segments) throws HttpProblem {
        boolean versioned = segments.size() >= 3 && segments.get(1).equals("v1");
        String resource = versioned ? segments.get(2) : "";
        if (segments.size() == 3) {
            switch (resource) {
                case "status" -> {
                    Routes.allow(request, READ);
                    return Endpoint.fromStore(this::status);
                }
                case "stats" -> {
                    Routes.allow(request, READ);
                    return Endpoint.fromStore(this::stats);
                }
                case "roots" -> {
                    Routes.allow(request, READ);
                    return Endpoint.fromStore(this::roots);
                }
                case "packages" -> {
                    Routes.allow(request, READ);
                    return Endpoint.fromStore(this::packages);
                }
                case "purge" -> {
                    Routes.allow(request, Set.of("POST"));
                    return Endpoint.fromStore(purges::post);
                }
                case "pins" -> {
                    Routes.allow(request, Set.of("GET", "HEAD", "POST"));
                    return Endpoint.fromStore(r -> r.method().equals("POST") ? pins.post(r) : pins.list(r));
                }
                default -> throw unknown();
            }
        }
        if (segments.size() == 4 && resource.equals("packages")) {
            Routes.allow(request, Set.of("GET", "HEAD", "DELETE"));
            Sha256 sha256 = digest(segments.get(3));
            return Endpoint.fromStore(r -> r.method().equals("DELETE") ? purges.delete(r, sha256) : show(r, sha256));
        }
        if (segments.size() == 4 && resource.equals("pins")) {
            Routes.allow(request, Set.of("DELETE"));
            long id = number(segments.get(3));
            return Endpoint.fromStore(r -> pins.delete(r, id));
        }
        if (segments.size() == 5
                && resource.equals("packages")
                && segments.get(4).equals("verify")) {
            Routes.allow(request, Set.of("POST"));
            Sha256 sha256 = digest(segments.get(3));
            return Endpoint.fromStore(r -> verify(r, sha256));
        }
        throw unknown();
    }

    private static long number(String segment) throws HttpProblem {
        if (!segment.matches("[0-9]{1,18}")) {
            throw HttpProblem.badRequest("a pin is named by its number");
        }
        return Long.parseLong(segment);
    }

    private static Sha256 digest(String segment) throws HttpProblem {
        return Sha256.parse(segment)
                .orElseThrow(() -> HttpProblem.badRequest("a package is named by 64 hexadecimal digits"));
    }

    private Answer verify(ClientRequest request, Sha256 sha256) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        PackageEntry entry = known(sha256);
        BlobCheck.Finding finding = inventory.verify(sha256).orElseThrow(AdminApi::notStored);
        ObjectNode node = Json.object().put("finding", finding.name().toLowerCase(Locale.ROOT));
        node.set("package", AdminJson.entry(entry));
        return Json.ok(node);
    }

    private PackageEntry known(Sha256 sha256) throws HttpProblem, StoreException {
        return inventory.show(sha256).orElseThrow(AdminApi::notStored);
    }

    private static HttpProblem notStored() {
        return HttpProblem.notFound("no package with this digest is stored");
    }

    private Answer status(ClientRequest request) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        ObjectNode node = Json.object()
                .put("version", backend.version())
                .put(
                        "uptimeSeconds",
                        Duration.between(startedAt, clock.instant()).toSeconds())
                .put("icap", backend.icapAddress().get())
                .put("http", HttpListener.text(request.local()));
        node.set("health", StatusPages.healthJson(backend.health().health()));
        node.set("store", AdminJson.store(inventory.stats()));
        node.set("eviction", AdminJson.eviction(backend.eviction().get()));
        node.set("verification", AdminJson.verification(inventory.scrub()));
        node.set("catalog", AdminJson.catalog(backend.catalog().get()));
        return Json.ok(node);
    }

    private Answer stats(ClientRequest request) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        ObjectNode node = Json.object();
        node.set("store", AdminJson.store(inventory.stats()));
        node.set("eviction", AdminJson.eviction(backend.eviction().get()));
        node.set("counters", AdminJson.counters(backend.metrics().counters()));
        return Json.ok(node);
    }

    private Answer roots(ClientRequest request) throws HttpProblem {
        Parameters.of(request, Set.of());
        return Json.ok(AdminJson.roots(backend.catalog().get().roots()));
    }

    private Answer show(ClientRequest request, Sha256 sha256) throws HttpProblem, StoreException {
        Parameters.of(request, Set.of());
        return Json.ok(AdminJson.entry(known(sha256)));
    }

    private Answer packages(ClientRequest request) throws HttpProblem, StoreException {
        Parameters given = Parameters.of(request, Set.of("text", "type", "host", "after", "limit", "name", "url"));
        if (given.text("name").isPresent() || given.text("url").isPresent()) {
            if (given.size() != 1) {
                throw HttpProblem.badRequest("name and url go with no other parameter");
            }
            List<PackageEntry> found = lookUp(given.text("name"), given.text("url"));
            if (found.isEmpty()) {
                throw HttpProblem.notFound(
                        "no package of this " + (given.text("url").isPresent() ? "URL" : "name") + " is stored");
            }
            return Json.ok(AdminJson.page(new PackagePage(found, 0)));
        }
        return Json.ok(AdminJson.page(inventory.list(new PackageQuery(
                Listings.text(given),
                Listings.bounded(given, "type"),
                Listings.bounded(given, "host"),
                given.number("after", 0, Long.MAX_VALUE, 0),
                (int) given.number("limit", 1, PackageQuery.MAX_LIMIT, HttpLimits.DEFAULT_LIST_LIMIT)))));
    }

    /** The packages of an exact file name or of a URL; exactly one of the two is present. */
    private List<PackageEntry> lookUp(Optional<String> name, Optional<String> url) throws HttpProblem, StoreException {
        if (name.isPresent()) {
            return inventory.byName(name.get());
        }
        Locator locator = backend.locators()
                .apply(url.orElse(""))
                .orElseThrow(() -> HttpProblem.badRequest("the URL is none this cache would keep anything for"));
        return inventory.byLocator(locator).map(List::of).orElse(List.of());
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("there is no such resource in the admin API");
    }
}
