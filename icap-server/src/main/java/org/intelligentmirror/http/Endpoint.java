package org.intelligentmirror.http;

import org.intelligentmirror.store.StoreException;

/**
 * What answers a path.
 *
 * @param blocking whether it asks the store and so belongs on the blocking pool
 */
record Endpoint(boolean blocking, Route route) {
    /** Answers one request. */
    @FunctionalInterface
    interface Route {
        Answer answer(ClientRequest request) throws HttpProblem, StoreException;
    }

    static Endpoint fromMemory(Route route) {
        return new Endpoint(false, route);
    }

    static Endpoint fromStore(Route route) {
        return new Endpoint(true, route);
    }
}
