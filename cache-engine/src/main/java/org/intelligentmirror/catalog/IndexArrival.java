package org.intelligentmirror.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.Sha256;

/**
 * The body of an index file that passed to its end.
 *
 * @param sha256 of the bytes
 * @param sha512 of the bytes, 128 lower-case hexadecimal digits, if it was computed
 * @param length of the bytes
 * @param lengthProven whether Content-Length said that there are this many: an end alone proves nothing
 * @param validators of the response
 * @param at when it arrived
 * @param bytes opens them; each stream is closed by whoever opened it
 * @param done called once, on any thread, when the bytes are no longer needed
 */
public record IndexArrival(
        Locator locator,
        Sha256 sha256,
        Optional<String> sha512,
        long length,
        boolean lengthProven,
        Validators validators,
        Instant at,
        IndexBytes bytes,
        Runnable done) {
    /** Opens the bytes of an index file. */
    @FunctionalInterface
    public interface IndexBytes {
        /** A fresh stream over all of them. */
        InputStream open() throws IOException;
    }
}
