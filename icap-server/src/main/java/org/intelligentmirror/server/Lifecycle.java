package org.intelligentmirror.server;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether the server is stopping, and how many connections and transactions it has. Safe for many threads. */
final class Lifecycle {
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger transactions = new AtomicInteger();

    /** From now on nothing new is begun. */
    void stop() {
        stopping.set(true);
    }

    boolean isStopping() {
        return stopping.get();
    }

    int connectionOpened() {
        return connections.incrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    void transactionBegan() {
        transactions.incrementAndGet();
    }

    void transactionEnded() {
        transactions.decrementAndGet();
    }

    int transactions() {
        return transactions.get();
    }
}
