package org.intelligentmirror.engine;

import java.util.concurrent.atomic.LongAdder;

/** How many packages were hashed again since the start, for whatever cause, and how many failed. */
final class CheckCounts {
    private final LongAdder checked = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void checked(long length) {
        checked.increment();
        bytes.add(length);
    }

    void failed() {
        failed.increment();
    }

    long packages() {
        return checked.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    long failures() {
        return failed.sum();
    }
}
