package org.intelligentmirror.fetch;

import java.net.URI;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.origin.FetchEnd;

/** Where an answer sends us. Stateless. */
final class Redirect {
    private Redirect() {}

    /**
     * The target that {@code answer}'s Location names, as seen from {@code from}.
     *
     * @throws FetchFault DENIED if it names none of http and https, or goes from https to http; REFUSED if its host
     *     cannot be judged
     */
    static Target target(ClassicHttpResponse answer, Target from) throws FetchFault {
        Header[] locations = answer.getHeaders("Location");
        String location = locations.length == 1 && locations[0].getValue() != null
                ? locations[0].getValue().trim()
                : "";
        if (location.isEmpty()) {
            throw denied("a redirect without one Location");
        }
        Locator locator = LocatorParser.parse(absolute(location, from))
                .orElseThrow(() -> denied("a redirect to something that is no plain http or https URL"));
        Target next = Target.of(locator)
                .orElseThrow(() -> FetchFault.lasting(FetchEnd.REFUSED, "a redirect to an address in disguise"));
        if (from.isSecure() && !next.isSecure()) {
            throw denied("a redirect from https to http");
        }
        return next;
    }

    /** RFC 3986 section 5.2; an absolute URL stays as it is, with whatever characters it holds. */
    private static String absolute(String location, Target from) throws FetchFault {
        if (location.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return location;
        }
        try {
            return URI.create(base(from)).resolve(URI.create(location)).toString();
        } catch (IllegalArgumentException e) {
            throw denied("a redirect to something that is no URL");
        }
    }

    /** Without the query: only the path matters to what is relative to it. */
    private static String base(Target from) {
        return from.locator().scheme() + "://" + from.authority()
                + from.locator().path();
    }

    private static FetchFault denied(String why) {
        return FetchFault.lasting(FetchEnd.DENIED, why);
    }
}
