package org.intelligentmirror.fetch;

import java.io.IOException;
import org.intelligentmirror.origin.FetchEnd;

/** Why an order cannot be carried out. Its message is for the log: it names hosts, and repeats no foreign text. */
final class FetchFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final FetchEnd end;
    private final boolean passing;

    private FetchFault(FetchEnd end, boolean passing, String message) {
        super(message);
        this.end = end;
        this.passing = passing;
    }

    /** Another attempt would fail too. */
    static FetchFault lasting(FetchEnd end, String message) {
        return new FetchFault(end, false, message);
    }

    /** Another attempt may succeed. */
    static FetchFault passing(FetchEnd end, String message) {
        return new FetchFault(end, true, message);
    }

    FetchEnd end() {
        return end;
    }

    boolean isPassing() {
        return passing;
    }
}
