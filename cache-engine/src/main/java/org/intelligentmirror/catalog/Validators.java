package org.intelligentmirror.catalog;

import java.util.Optional;

/**
 * What an HTTP response calls the version of its content.
 *
 * @param etag ETag as sent
 * @param lastModified Last-Modified as sent
 */
public record Validators(Optional<String> etag, Optional<String> lastModified) {
    /** Nothing said. */
    public static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

    /** Whether both name the same version: everything both say is equal, and that is at least one thing. */
    public boolean agree(Validators other) {
        boolean etags = etag.isPresent() && other.etag.isPresent();
        boolean dates = lastModified.isPresent() && other.lastModified.isPresent();
        return (etags || dates)
                && (!etags || etag.equals(other.etag))
                && (!dates || lastModified.equals(other.lastModified));
    }
}
