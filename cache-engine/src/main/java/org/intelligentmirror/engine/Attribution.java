package org.intelligentmirror.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/**
 * Whose words describe a stored package to a client who asks for it at one locator. A validator counts if it was seen
 * with these bytes at that locator, or at one united with it, and not with other bytes there: so a download goes on at
 * another mirror, and is never spliced.
 *
 * @param headers without validators that do not count
 * @param receivedAt when they arrived
 */
record Attribution(ReplyHeaders headers, Instant receivedAt) {
    /**
     * The first that satisfies {@code ifRange}, else the first. Empty if these bytes were seen at none of the locators.
     *
     * @param ifRange the value of If-Range, if the request has one
     * @param seen what the locator asked for is bound to, then what those united with it are
     */
    static Optional<Attribution> of(Sha256 bytes, Optional<String> ifRange, List<Binding> seen) {
        List<Attribution> all = seen.stream()
                .filter(binding -> binding.blob().sha256().equals(bytes))
                .map(binding -> new Attribution(among(seen, binding), binding.capturedAt()))
                .toList();
        return all.stream()
                .filter(each -> ifRange.isPresent() && each.satisfies(ifRange.get()))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    boolean satisfies(String ifRange) {
        return Preconditions.ifRange(ifRange, headers);
    }

    private static ReplyHeaders among(List<Binding> seen, Binding one) {
        ReplyHeaders headers = one.headers();
        for (Binding other : seen) {
            boolean sameBytes = other.blob().sha256().equals(one.blob().sha256());
            headers = headers.beside(other.headers(), sameBytes);
        }
        return headers.believed();
    }
}
