package org.intelligentmirror.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.Glob;
import org.intelligentmirror.store.Sha256;

/** A pin, ready to be compared with packages. */
record PinRule(Pin pin, Glob glob) {
    PinRule(Pin pin) {
        this(pin, new Glob(pin.pattern()));
    }

    /** The pattern in its one normal form; empty if it is none of its kind. */
    static Optional<String> normal(Pin.Kind kind, String pattern) {
        boolean printable = !pattern.isBlank()
                && pattern.length() <= Pin.MAX_PATTERN
                && pattern.chars().noneMatch(Character::isISOControl);
        if (!printable) {
            return Optional.empty();
        }
        return switch (kind) {
            case DIGEST -> Sha256.parse(pattern).map(Sha256::toString);
            case NAME -> Optional.of(pattern).filter(name -> name.indexOf('/') < 0);
            case REPOSITORY ->
                pattern.contains("://")
                        ? LocatorParser.parse(pattern)
                                .filter(root -> root.path().endsWith("/")
                                        && root.query().isEmpty())
                                .map(Locator::url)
                        : Optional.of(pattern).filter(host -> host.indexOf('/') < 0);
        };
    }

    private boolean isRoot() {
        return pin.kind() == Pin.Kind.REPOSITORY && pin.pattern().contains("://");
    }

    boolean matches(Sha256 sha256) {
        return pin.kind() == Pin.Kind.DIGEST && pin.pattern().equals(sha256.toString());
    }

    boolean matches(Locator locator) {
        return matches(locator.url(), locator.host(), locator.decodedFileName());
    }

    private boolean matches(String url, String host, String name) {
        return switch (pin.kind()) {
            case DIGEST -> false;
            case NAME -> glob.matches(name);
            case REPOSITORY -> isRoot() ? url.startsWith(pin.pattern()) : glob.matches(host);
        };
    }

    boolean matches(Blob blob, Collection<Binding> bindings) {
        return matches(blob.sha256())
                || bindings.stream().anyMatch(each -> matches(each.url(), each.host(), each.name()));
    }

    /** Finds all it matches, and more. */
    BlobFilter filter(long after, int limit) {
        Optional<String> host = isRoot() ? LocatorParser.parse(pin.pattern()).map(Locator::host) : Optional.empty();
        Optional<String> text = isRoot() ? Optional.empty() : Optional.of(pin.pattern());
        return new BlobFilter(text, Optional.empty(), host, after, limit);
    }

    static Optional<Pin> first(List<PinRule> rules, Blob blob, Collection<Binding> bindings) {
        return rules.stream()
                .filter(rule -> rule.matches(blob, bindings))
                .map(PinRule::pin)
                .findFirst();
    }
}
