package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.evidence.Decision;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.evidence.Known;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.StoreException;

/** Asks the index what it knows, the rules what that proves, and opens what they say. Blocks. */
final class PackageResolver {
    private final PackageVault vault;
    private final Resolver rules;
    private final Clock clock;

    PackageResolver(PackageVault vault, Resolver rules, Clock clock) {
        this.vault = vault;
        this.rules = rules;
        this.clock = clock;
    }

    Resolution resolve(Classification.Wanted wanted, boolean fresh) throws StoreException {
        Found found = find(wanted.locator());
        Decision decision = rules.decide(wanted.locator(), found.known(), clock.instant(), fresh);
        boolean nameCounts = rules.mode() == IdentityMode.NAME
                && UrlDigests.of(wanted.locator()).isEmpty();
        if (nameCounts && decision instanceof Decision.Miss) {
            found = found.withName(vault.index()
                    .latestNamed(wanted.kind().type(), wanted.locator().decodedFileName()));
            decision = rules.decide(wanted.locator(), found.known(), clock.instant(), fresh);
        }
        if (decision instanceof Decision.Serve serve) {
            Optional<StoredPackage> stored = open(serve.evidence(), found);
            return stored.isPresent()
                    ? new Resolution.Hit(stored.get(), serve.evidence())
                    : new Resolution.Miss(Reason.UNKNOWN);
        }
        return new Resolution.Miss(((Decision.Miss) decision).reason());
    }

    private Found find(Locator locator) throws StoreException {
        Optional<Blob> stated = Optional.empty();
        var digest = UrlDigests.of(locator);
        if (digest.isPresent()) {
            stated = vault.index().blob(digest.get());
        }
        return new Found(stated, vault.index().binding(locator), Optional.empty());
    }

    private Optional<StoredPackage> open(Evidence evidence, Found found) throws StoreException {
        for (Optional<Binding> candidate : List.of(found.sameUrl(), found.sameName())) {
            if (candidate.isPresent() && candidate.get().blob().sha256().equals(evidence.sha256())) {
                return vault.open(candidate.get());
            }
        }
        return found.stated().isPresent() ? vault.open(found.stated().get()) : Optional.empty();
    }

    /** Rows of the index that may answer a locator. */
    private record Found(Optional<Blob> stated, Optional<Binding> sameUrl, Optional<Binding> sameName) {
        Known known() {
            return new Known(stated.map(Blob::sha256), sameUrl.map(Found::capture), sameName.map(Found::capture));
        }

        Found withName(Optional<Binding> named) {
            return new Found(stated, sameUrl, named);
        }

        private static Known.Capture capture(Binding binding) {
            return new Known.Capture(binding.blob().sha256(), binding.capturedAt());
        }
    }
}
