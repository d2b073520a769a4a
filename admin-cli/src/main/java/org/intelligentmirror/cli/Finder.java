package org.intelligentmirror.cli;

import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.store.Sha256;
import tools.jackson.databind.JsonNode;

/** Packages by what an operator calls them: a SHA-256, a URL, or an exact file name. */
final class Finder {
    private Finder() {}

    /** The packages meant; at least one. */
    static List<JsonNode> find(AdminClient client, String what) throws CliFailure {
        if (Sha256.parse(what).isPresent()) {
            return List.of(client.get("packages/" + what));
        }
        String by = what.contains("://") ? "url" : "name";
        List<JsonNode> found = new ArrayList<>();
        client.get("packages?" + by + "=" + AdminClient.escape(what))
                .path("packages")
                .forEach(found::add);
        if (found.isEmpty()) {
            throw CliFailure.failed("not-found", "no package of this " + by + " is stored");
        }
        return found;
    }

    /** The one package meant. */
    static JsonNode findOne(AdminClient client, String what) throws CliFailure {
        List<JsonNode> found = find(client, what);
        if (found.size() > 1) {
            throw CliFailure.failed(
                    "ambiguous",
                    found.size() + " packages go by this name; see imctl show, and name one by its SHA-256");
        }
        return found.get(0);
    }
}
