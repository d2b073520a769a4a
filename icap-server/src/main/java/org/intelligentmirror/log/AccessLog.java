package org.intelligentmirror.log;

/** Where transactions are recorded. Called from event loops: never blocks; what does not fit its queue is counted. */
public interface AccessLog {
    /** Records one transaction. */
    void record(AccessEntry entry);
}
