package org.intelligentmirror.http;

import java.util.Optional;

/** What the pages and the admin API ask of a listing's parameters alike. */
final class Listings {
    private Listings() {}

    /** The {@code text} parameter. */
    static Optional<String> text(Parameters parameters) throws HttpProblem {
        return bounded(parameters, "text");
    }

    /** A parameter of at most {@link HttpLimits#MAX_TEXT} characters. */
    static Optional<String> bounded(Parameters parameters, String name) throws HttpProblem {
        Optional<String> text = parameters.text(name);
        if (text.isPresent() && text.get().length() > HttpLimits.MAX_TEXT) {
            throw HttpProblem.badRequest(name + " may have " + HttpLimits.MAX_TEXT + " characters");
        }
        return text;
    }
}
