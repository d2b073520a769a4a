package org.intelligentmirror.cli;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A listing printed page by page, so that its length costs no memory. In JSON it is one document all the same: a fault
 * in the middle ends the array and stands beside it as {@code error} and {@code detail}.
 */
final class Listing {
    private static final int PAGE = 500;

    private final AdminClient client;
    private final Output output;

    Listing(AdminClient client, Output output) {
        this.client = client;
        this.output = output;
    }

    /**
     * Prints the packages that match.
     *
     * @param filters query parameters of {@code packages}
     * @param limit most packages printed; 0 for all
     * @return the exit status
     */
    int print(Map<String, String> filters, long limit) throws CliFailure {
        long left = limit == 0 ? Long.MAX_VALUE : limit;
        JsonNode page = page(filters, 0, left);
        output.part("{\"packages\":[");
        output.packageHeader();
        String comma = "";
        CliFailure failure = null;
        while (true) {
            for (JsonNode entry : page.path("packages")) {
                output.part(comma);
                output.part(Output.write(entry));
                output.packageLine(entry);
                comma = ",";
                left--;
            }
            long next = page.path("next").asLong();
            if (next == 0 || left <= 0) {
                break;
            }
            try {
                page = page(filters, next, left);
            } catch (CliFailure e) {
                failure = e;
                break;
            }
        }
        boolean more = page.path("next").asLong() != 0;
        if (failure == null) {
            output.part("],\"more\":" + more + "}\n");
            if (more) {
                output.note("there are more; see --limit");
            }
            return 0;
        }
        String error = Output.write(Output.errorOf(failure));
        output.part("],\"more\":true," + error.substring(1) + "\n");
        output.note(failure.detail());
        return failure.exitStatus();
    }

    private JsonNode page(Map<String, String> filters, long after, long left) throws CliFailure {
        StringBuilder query = new StringBuilder("packages?limit=" + Math.min(PAGE, left) + "&after=" + after);
        filters.forEach(
                (name, value) -> query.append('&').append(name).append('=').append(AdminClient.escape(value)));
        return client.get(query.toString());
    }
}
