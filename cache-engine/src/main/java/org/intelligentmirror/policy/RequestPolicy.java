package org.intelligentmirror.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.kind.PackageKind;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;

/** Decides from a request alone whether this cache has anything to do with it. Immutable, safe for any thread. */
public final class RequestPolicy {
    /** Carries the tag of the cache whose own download a request is, so that no cache answers itself. */
    public static final String OWN_FETCH_HEADER = "X-IntelligentMirror-Fetch";

    private final Map<String, TypeSettings> types;
    private final HostGlobs privateHosts;
    private final String ownTag;

    /**
     * A policy for these settings.
     *
     * @param types by type; a type that is missing is off
     * @param privateHosts host globs that are never cached
     * @param ownTag what this cache's own downloads carry in {@link #OWN_FETCH_HEADER}; empty if it makes none
     */
    public RequestPolicy(Map<String, TypeSettings> types, List<String> privateHosts, String ownTag) {
        this.types = Map.copyOf(types);
        this.privateHosts = new HostGlobs(privateHosts);
        this.ownTag = ownTag;
    }

    /**
     * What a request is to this cache. The checks stand in the order their reasons are reported in.
     *
     * @param url the absolute URL as the client sent it
     */
    public Classification classify(String method, String url, HeaderView request) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return unwanted(Reason.METHOD);
        }
        if (LocatorParser.hasUserInfo(url) || request.has("Authorization") || request.has("Cookie")) {
            return unwanted(Reason.PRIVATE);
        }
        Optional<Locator> locator = LocatorParser.parse(url);
        if (locator.isEmpty()) {
            return unwanted(Reason.LOCATOR);
        }
        return Kinds.isIndex(locator.get())
                ? classifyIndex(locator.get(), request)
                : classifyPackage(locator.get(), request);
    }

    private Classification classifyPackage(Locator locator, HeaderView request) {
        Optional<PackageKind> kind = Kinds.forFileName(locator.fileName());
        if (kind.isEmpty()) {
            return unwanted(Reason.OTHER);
        }
        if (!isOn(kind.get().type())) {
            return unwanted(Reason.TYPE_OFF);
        }
        Optional<Reason> refusal = refusal(locator, request);
        return refusal.isPresent() ? unwanted(refusal.get()) : new Classification.Wanted(locator, kind.get());
    }

    private Classification classifyIndex(Locator locator, HeaderView request) {
        if (!isOn(Kinds.indexType())) {
            return unwanted(Reason.INDEX);
        }
        Optional<Reason> refusal = refusal(locator, request);
        if (refusal.isPresent()) {
            return unwanted(refusal.get());
        }
        Optional<PackageKind> hashNamed = Kinds.forHashNamedIndex(locator);
        if (hashNamed.isPresent()) {
            return new Classification.Wanted(locator, hashNamed.get());
        }
        return locator.query().isEmpty() ? new Classification.MutableIndex(locator) : unwanted(Reason.INDEX);
    }

    private boolean isOn(String type) {
        TypeSettings settings = types.get(type);
        return settings != null && settings.enabled();
    }

    private Optional<Reason> refusal(Locator locator, HeaderView request) {
        if (privateHosts.matches(locator.host())) {
            return Optional.of(Reason.PRIVATE);
        }
        return isOwnFetch(request) ? Optional.of(Reason.SELF) : Optional.empty();
    }

    /** The tag of another cache is none of ours: caches may stand in a row. */
    private boolean isOwnFetch(HeaderView request) {
        return !ownTag.isEmpty() && request.all(OWN_FETCH_HEADER).contains(ownTag);
    }

    private static Classification unwanted(Reason reason) {
        return new Classification.Unwanted(reason);
    }
}
