/**
 * ICAP (RFC 3507) over Netty: messages, the decoder and the encoder.
 *
 * <p>Knows no service, no engine and no configuration.
 */
@NullMarked
package org.intelligentmirror.icap;

import org.jspecify.annotations.NullMarked;
