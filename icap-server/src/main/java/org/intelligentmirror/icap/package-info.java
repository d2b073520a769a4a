/**
 * ICAP (RFC 3507) over Netty: messages, the decoder and the encoder.
 *
 * <p>Knows no service and no configuration, and of the engine only how header fields are looked at.
 */
@NullMarked
package org.intelligentmirror.icap;

import org.jspecify.annotations.NullMarked;
