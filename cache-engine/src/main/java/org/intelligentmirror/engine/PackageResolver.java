package org.intelligentmirror.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.evidence.Decision;
import org.intelligentmirror.evidence.Evidence;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.evidence.Known;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** Asks the index what it knows, the rules what that proves, and opens what they say. Blocks. */
final class PackageResolver {
    private final PackageVault vault;
    private final Catalog catalog;
    private final Resolver rules;
    private final Clock clock;

    PackageResolver(PackageVault vault, Catalog catalog, Resolver rules, Clock clock) {
        this.vault = vault;
        this.catalog = catalog;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * What was found.
     *
     * @param sought what may be shared while it arrives; present only with a miss
     */
    record Look(Resolution resolution, Optional<Sought> sought) {}

    /** @param ifRange the validator a part is asked for under, if one is */
    Look resolve(Classification.Wanted wanted, boolean fresh, Optional<String> ifRange) throws StoreException {
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
            Optional<StoredPackage> stored = open(wanted.locator(), ifRange, serve.evidence(), found);
            return stored.isPresent()
                    ? new Look(new Resolution.Hit(stored.get(), serve.evidence()), Optional.empty())
                    : miss(wanted.locator(), found, Reason.UNKNOWN, fresh);
        }
        return miss(wanted.locator(), found, ((Decision.Miss) decision).reason(), fresh);
    }

    /** What is sought if {@link #resolve} would find nothing, as far as memory tells. Never blocks. */
    Optional<Sought> unknown(Locator locator, boolean fresh) {
        boolean maybeKnown = rules.mode() == IdentityMode.NAME
                || UrlDigests.of(locator).isPresent()
                || !catalog.isSilentOn(locator)
                || vault.index().mayHaveBinding(locator);
        return maybeKnown ? Optional.empty() : sought(locator, new Vouched.None(), fresh);
    }

    private Look miss(Locator locator, Found found, Reason reason, boolean fresh) {
        return new Look(new Resolution.Miss(reason), sought(locator, found.vouched(), fresh));
    }

    /**
     * What an origin is sending is as good as what it would send now, whatever an index last said; but between indexes
     * that contradict each other nothing of ours decides, nor for a client that wants bytes fresher than another's.
     */
    private Optional<Sought> sought(Locator locator, Vouched vouched, boolean fresh) {
        Optional<Sha256> stated = UrlDigests.of(locator);
        if (stated.isPresent()) {
            return Optional.of(
                    new Sought(locator, ArrivalKey.ofDigest(stated.get().toString()), Reason.URL_DIGEST));
        }
        if (fresh || vouched instanceof Vouched.Conflict) {
            return Optional.empty();
        }
        return Optional.of(
                vouched instanceof Vouched.Agreed agreed
                        ? new Sought(locator, ArrivalKey.ofDigest(agreed.claim().identity()), agreed.reason())
                        : new Sought(locator, ArrivalKey.ofUrl(locator, catalog), Reason.SAME_URL));
    }

    private Found find(Locator locator) throws StoreException {
        Optional<Binding> sameUrl = vault.index().binding(locator);
        Optional<Sha256> digest = UrlDigests.of(locator);
        if (digest.isPresent()) {
            Optional<Blob> stated = vault.index().blob(digest.get());
            return new Found(stated, new Vouched.None(), Optional.empty(), sameUrl, Optional.empty(), Optional.empty());
        }
        Vouched vouched = catalog.vouch(locator);
        if (vouched instanceof Vouched.Agreed agreed) {
            Optional<Sha256> sha256 = agreed.claim().sha256();
            Optional<Blob> blob = sha256.isPresent() ? vault.index().blob(sha256.get()) : Optional.empty();
            return new Found(Optional.empty(), vouched, blob, sameUrl, Optional.empty(), Optional.empty());
        }
        return new Found(Optional.empty(), vouched, Optional.empty(), sameUrl, inGroup(locator), Optional.empty());
    }

    /** The newest capture of the same path from another member of the mirror group. */
    private Optional<Binding> inGroup(Locator locator) throws StoreException {
        Optional<Binding> newest = Optional.empty();
        for (Locator twin : catalog.trusts(locator) ? catalog.twins(locator) : List.<Locator>of()) {
            Optional<Binding> binding = vault.index().binding(twin);
            boolean newer = binding.isPresent()
                    && (newest.isEmpty()
                            || binding.get().capturedAt().isAfter(newest.get().capturedAt()));
            newest = newer ? binding : newest;
        }
        return newest;
    }

    private Optional<StoredPackage> open(Locator locator, Optional<String> ifRange, Evidence evidence, Found found)
            throws StoreException {
        Optional<Blob> blob = found.blob(evidence.sha256());
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        List<Binding> own = found.sameUrl().stream().toList();
        Optional<Attribution> said = Attribution.of(evidence.sha256(), ifRange, own);
        boolean answers = said.isPresent() && (ifRange.isEmpty() || said.get().satisfies(ifRange.get()));
        if (!answers) {
            said = Attribution.of(evidence.sha256(), ifRange, withUnited(own, locator));
        }
        return said.isPresent() ? vault.open(blob.get(), said.get()) : vault.open(blob.get());
    }

    /** Memory tells of most united locators that they are bound to nothing. */
    private List<Binding> withUnited(List<Binding> own, Locator locator) throws StoreException {
        List<Binding> all = new ArrayList<>(own);
        for (Locator united : catalog.united(locator)) {
            if (vault.index().mayHaveBinding(united)) {
                vault.index().binding(united).ifPresent(all::add);
            }
        }
        return all;
    }

    /** Rows of the index that may answer a locator, and what the catalog says of it. */
    private record Found(
            Optional<Blob> stated,
            Vouched vouched,
            Optional<Blob> vouchedBlob,
            Optional<Binding> sameUrl,
            Optional<Binding> inGroup,
            Optional<Binding> sameName) {
        Known known() {
            return new Known(
                    stated.map(Blob::sha256),
                    vouched,
                    vouchedBlob.map(Blob::sha256),
                    sameUrl.map(Found::capture),
                    inGroup.map(Found::capture),
                    sameName.map(Found::capture));
        }

        /** What evidence of this digest leads to. */
        Optional<Blob> blob(Sha256 sha256) {
            Stream<Blob> bound = Stream.of(sameUrl, inGroup, sameName)
                    .flatMap(Optional::stream)
                    .map(Binding::blob);
            return Stream.concat(bound, Stream.concat(stated.stream(), vouchedBlob.stream()))
                    .filter(blob -> blob.sha256().equals(sha256))
                    .findFirst();
        }

        Found withName(Optional<Binding> named) {
            return new Found(stated, vouched, vouchedBlob, sameUrl, inGroup, named);
        }

        private static Known.Capture capture(Binding binding) {
            return new Known.Capture(binding.blob().sha256(), binding.capturedAt(), binding.wasVouched());
        }
    }
}
