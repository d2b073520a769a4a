package org.intelligentmirror.evidence;

import java.time.Instant;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;

/**
 * What binds a locator to a digest. A closed set, strongest first by {@link #rank}. Rank 5 is missing: a confirmation
 * is found while the origin answers, and from then on it counts as the same URL.
 */
public sealed interface Evidence {
    /** 1 (strongest) to 6. */
    int rank();

    /** The digest this evidence speaks for. */
    Sha256 sha256();

    /** The reason a hit on this evidence reports. */
    Reason reason();

    /** Rank 1: the URL carries the digest. */
    record UrlDigest(Sha256 sha256) implements Evidence {
        @Override
        public int rank() {
            return 1;
        }

        @Override
        public Reason reason() {
            return Reason.URL_DIGEST;
        }
    }

    /** Rank 2: the repository's own index lists it. */
    record Catalog(Sha256 sha256) implements Evidence {
        @Override
        public int rank() {
            return 2;
        }

        @Override
        public Reason reason() {
            return Reason.CATALOG;
        }
    }

    /** Rank 3: a root that carries the same repository vouches for it, or a mirror group captured it. */
    record Mirror(Sha256 sha256) implements Evidence {
        @Override
        public int rank() {
            return 3;
        }

        @Override
        public Reason reason() {
            return Reason.MIRROR;
        }
    }

    /** Rank 4: the same URL was captured at {@code capturedAt}. */
    record SameUrl(Sha256 sha256, Instant capturedAt) implements Evidence {
        @Override
        public int rank() {
            return 4;
        }

        @Override
        public Reason reason() {
            return Reason.SAME_URL;
        }
    }

    /** Rank 6: a package of the same kind and file name was captured from some URL. */
    record NameOnly(Sha256 sha256) implements Evidence {
        @Override
        public int rank() {
            return 6;
        }

        @Override
        public Reason reason() {
            return Reason.NAME;
        }
    }
}
