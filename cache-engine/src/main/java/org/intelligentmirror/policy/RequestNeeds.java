package org.intelligentmirror.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request asks beyond the package itself.
 *
 * @param range a part of it (RFC 9110 section 14.2)
 * @param reload bytes fresh from the origin (RFC 9111 sections 5.2.1.1, 5.2.1.4 and 5.4)
 * @param originPrecondition a precondition only the origin may judge (RFC 9110 sections 13.1.1 and 13.1.4)
 * @param encoded a content coding, though the bytes as they are would do as well (RFC 9110 section 12.5.3)
 * @param noStore that the response is not kept (RFC 9111 section 5.2.1.5)
 */
public record RequestNeeds(
        boolean range, boolean reload, boolean originPrecondition, boolean encoded, boolean noStore) {
    private static final Pattern NOT_ACCEPTABLE =
            Pattern.compile(";\\s*q\\s*=\\s*0(\\.0*)?\\s*(;|$)", Pattern.CASE_INSENSITIVE);

    /** The needs {@code request} states. */
    public static RequestNeeds of(HeaderView request) {
        return new RequestNeeds(
                request.has("Range"),
                asksReload(request),
                request.has("If-Match") || request.has("If-Unmodified-Since"),
                asksForCoding(request),
                HeaderTokens.hasDirective(request, "Cache-Control", "no-store"));
    }

    /**
     * Whether a GET asks for the whole package and nothing else: no part, no condition (RFC 9110 section 13.1), nothing
     * private. Only such a request shares another one's download, or has its own shared.
     */
    public static boolean isPlain(HeaderView request) {
        RequestNeeds needs = of(request);
        return !needs.range()
                && !needs.originPrecondition()
                && !needs.noStore()
                && !request.has("If-None-Match")
                && !request.has("If-Modified-Since")
                && !request.has("Authorization")
                && !request.has("Cookie");
    }

    /** The validator a Range depends on (RFC 9110 section 13.1.5); empty if there is none, or more than one. */
    public static Optional<String> ifRange(HeaderView request) {
        return request.all("If-Range").size() == 1 ? request.first("If-Range") : Optional.empty();
    }

    private static boolean asksReload(HeaderView request) {
        if (!request.has("Cache-Control")) {
            return HeaderTokens.hasDirective(request, "Pragma", "no-cache");
        }
        return HeaderTokens.hasDirective(request, "Cache-Control", "no-cache")
                || HeaderTokens.members(request, "Cache-Control").stream().anyMatch(RequestNeeds::isMaxAgeZero);
    }

    private static boolean asksForCoding(HeaderView request) {
        List<String> codings = HeaderTokens.members(request, "Accept-Encoding");
        return codings.stream().anyMatch(coding -> !nameOf(coding).equals("identity"))
                && codings.stream()
                        .noneMatch(coding -> NOT_ACCEPTABLE.matcher(coding).find()
                                && (nameOf(coding).equals("identity")
                                        || nameOf(coding).equals("*")));
    }

    private static String nameOf(String coding) {
        int semicolon = coding.indexOf(';');
        return (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isMaxAgeZero(String member) {
        int equals = member.indexOf('=');
        return equals > 0
                && member.substring(0, equals).strip().equalsIgnoreCase("max-age")
                && member.substring(equals + 1).replace("\"", "").strip().matches("0+");
    }
}
