package org.intelligentmirror.server;

/** Tells a connection that the server is stopping: if it is at rest, it closes. */
enum StopEvent {
    /** The only one. */
    INSTANCE
}
