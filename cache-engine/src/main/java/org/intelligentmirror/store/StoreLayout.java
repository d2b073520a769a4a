package org.intelligentmirror.store;

import java.nio.file.Path;

/** Where everything in a store stands. */
record StoreLayout(Path root) {
    Path tmp() {
        return root.resolve("tmp");
    }

    Path blobs() {
        return blobsParent().resolve("sha256");
    }

    Path blobsParent() {
        return root.resolve("blobs");
    }

    /** Where a blob waits that was removed while somebody may still come for it. */
    Path aside(Sha256 sha256) {
        return tmp().resolve(sha256 + ".leased");
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path format() {
        return root.resolve("format");
    }

    Path journal() {
        return root.resolve("journal");
    }

    /** There while the index does not hold all that is stored. */
    Path rebuildMark() {
        return root.resolve("rebuild");
    }

    Path syncMark() {
        return root.resolve("sync-mark");
    }

    /** Two levels of 256 directories: a million blobs are 15 to a directory. */
    Path blob(Sha256 sha256) {
        return leaf(sha256).resolve(sha256.toString());
    }

    /** The directory that names the blob. */
    Path leaf(Sha256 sha256) {
        return branch(sha256).resolve(sha256.toString().substring(2, 4));
    }

    /** The directory that names the leaf. */
    Path branch(Sha256 sha256) {
        return blobs().resolve(sha256.toString().substring(0, 2));
    }
}
