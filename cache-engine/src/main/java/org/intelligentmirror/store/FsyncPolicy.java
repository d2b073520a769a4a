package org.intelligentmirror.store;

/** When stored bytes are forced to the disk: {@code store.fsync}. */
public enum FsyncPolicy {
    /** Every 30 s; after a power loss, blobs committed since the last sync are re-hashed before their first use. */
    OFF,
    /** Each blob, before it is indexed. */
    COMMIT
}
