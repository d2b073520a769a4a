package org.intelligentmirror.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.intelligentmirror.handoff.Handoff;

/** Which path is answered by what, and with which methods. */
final class Routes {
    /** First segment of what only the token opens. */
    static final String ADMIN = "admin";

    private static final Set<String> READ = Set.of("GET", "HEAD");

    private final StatusPages status;
    private final BrowsePages browse;
    private final CasDownloads cas;
    private final HandedOffDownloads handedOff;
    private final AdminApi admin;

    Routes(StatusPages status, BrowsePages browse, CasDownloads cas, HandedOffDownloads handedOff, AdminApi admin) {
        this.status = status;
        this.browse = browse;
        this.cas = cas;
        this.handedOff = handedOff;
        this.admin = admin;
    }

    /** What answers {@code request}; refuses paths and methods there are none for. */
    Endpoint find(ClientRequest request) throws HttpProblem {
        if (request.handoff().isPresent()) {
            Handoff handoff = request.handoff().get();
            return Endpoint.fromStore(r -> handedOff.answer(r, handoff));
        }
        List<String> segments = request.target().segments();
        return switch (segments.get(0)) {
            case ADMIN -> admin.find(request, segments);
            case "cas" -> read(request, Endpoint.fromStore(r -> cas.answer(r, segments)));
            case "browse" -> read(request, browse(segments));
            default -> read(request, single(request.path()));
        };
    }

    /** Refuses {@code request} with 405 unless its method is one of {@code allowed}. */
    static void allow(ClientRequest request, Set<String> allowed) throws HttpProblem {
        if (!allowed.contains(request.method())) {
            throw new HttpProblem(
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "method",
                    "this method does not apply here",
                    Map.of("Allow", String.join(", ", allowed.stream().sorted().toList())));
        }
    }

    private static Endpoint read(ClientRequest request, Endpoint endpoint) throws HttpProblem {
        allow(request, READ);
        return endpoint;
    }

    private Endpoint single(String path) throws HttpProblem {
        return switch (path) {
            case "/" -> Endpoint.fromStore(request -> status.home());
            case "/healthz" -> Endpoint.fromMemory(request -> status.health());
            case "/metrics" -> Endpoint.fromMemory(request -> status.metrics());
            default -> throw HttpProblem.notFound("there is no such page");
        };
    }

    private Endpoint browse(List<String> segments) {
        if (segments.size() == 1) {
            return Endpoint.fromMemory(
                    request -> new Answer.Bare(HttpResponseStatus.PERMANENT_REDIRECT, Map.of("Location", "/browse/")));
        }
        return Endpoint.fromStore(request -> browse.answer(request, segments.subList(1, segments.size())));
    }
}
