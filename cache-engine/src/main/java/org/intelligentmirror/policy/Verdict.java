package org.intelligentmirror.policy;

/** What was done with a transaction; spelled the same on the wire, in the access log and in metrics. */
public enum Verdict {
    /** The package came from the store. */
    HIT,
    /** The package came while it was still arriving for somebody else. */
    JOIN,
    /** Not here: the request goes upstream and its response may be captured. */
    MISS,
    /** The origin's response agrees with what is stored, which is sent instead of the rest of it. */
    CONFIRMED,
    /** The response is being kept while it streams on; the access log's {@code stored} tells how that ended. */
    CAPTURE,
    /** Nothing of ours: the message goes on as if the server were not there. */
    PASS
}
