package org.intelligentmirror.store;

/** An operating fault of the store or its index, with the kind of remedy it calls for. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of fault it is. */
    public enum Kind {
        /** No room left on the file system, or a configured limit is reached. */
        FULL,
        /** Another server uses this store. */
        LOCKED,
        /** The store was written by a newer server. */
        TOO_NEW,
        /** What is on disk contradicts itself. */
        CORRUPT,
        /** Reading or writing failed. */
        IO
    }

    private final Kind kind;

    /** A fault without a cause of its own. */
    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** A fault translated from the platform's exception. */
    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of fault it is. */
    public Kind kind() {
        return kind;
    }
}
