package org.intelligentmirror.engine;

import java.util.OptionalLong;
import org.intelligentmirror.catalog.Validators;
import org.intelligentmirror.catalog.Version;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * What is known of an index file before it arrives.
 *
 * @param contentLength bytes the origin announced
 * @param headers of the response; the validators among them are kept
 */
public record TapRequest(Locator locator, OptionalLong contentLength, ReplyHeaders headers) {
    /** What its response calls it. */
    Validators validators() {
        return new Validators(headers.etag(), headers.lastModified());
    }

    /** What is known of it if it was not kept: of one without an announced length, only that it was too long. */
    Version unread(NotStored why) {
        boolean tooLong = why == NotStored.SIZE && contentLength.isEmpty();
        return Version.named(validators(), tooLong ? OptionalLong.of(Long.MAX_VALUE) : contentLength);
    }
}
