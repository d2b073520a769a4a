package org.intelligentmirror.log;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;

/**
 * One ICAP transaction, for the access log.
 *
 * @param service {@code reqmod} or {@code respmod}
 * @param client the client's address as Squid told it, else Squid's own
 * @param user the client's user name as Squid told it
 * @param url without user-info, query and fragment: these may carry credentials
 * @param bytes body bytes sent to Squid
 * @param millis from the first byte of the request to the end of the answer
 * @param stored {@code yes}, or {@code no:} and why, for captures; {@code no:damaged} for an answer from the store that
 *     was cut for its file's sake
 */
public record AccessEntry(
        Instant time,
        String service,
        String client,
        Optional<String> user,
        String method,
        String url,
        Verdict verdict,
        Reason reason,
        long bytes,
        long millis,
        Optional<Sha256> sha256,
        Optional<String> stored) {}
