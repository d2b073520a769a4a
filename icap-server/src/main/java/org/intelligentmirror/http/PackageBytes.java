package org.intelligentmirror.http;

import org.intelligentmirror.engine.Joiner;
import org.intelligentmirror.engine.StoredPackage;

/** Where the bytes of an answer are. Whoever holds it closes it. */
sealed interface PackageBytes {
    /** How many there are, or will be. */
    long length();

    /** What the bytes do not hold: hexadecimal digits. */
    String mark();

    /** Lets go of them. */
    void close();

    /** All of them are in the store. Their mark is their own digest. */
    record Stored(StoredPackage stored) implements PackageBytes {
        @Override
        public long length() {
            return stored.length();
        }

        @Override
        public String mark() {
            return stored.sha256().toString();
        }

        @Override
        public void close() {
            stored.close();
        }
    }

    /** They are arriving. */
    record Arriving(Joiner joiner, String mark) implements PackageBytes {
        @Override
        public long length() {
            return joiner.length();
        }

        @Override
        public void close() {
            joiner.close();
        }
    }
}
