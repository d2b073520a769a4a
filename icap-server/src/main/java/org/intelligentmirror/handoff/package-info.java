/**
 * The hand-off: how the ICAP side tells the HTTP listener, by way of Squid, what a client is to be sent.
 *
 * <p>Owns the sealed token that travels in {@value org.intelligentmirror.handoff.Handoff#FIELD}, its key, and the watch
 * over hand-offs nobody comes for. Knows neither ICAP nor HTTP messages, nor Netty.
 */
@NullMarked
package org.intelligentmirror.handoff;

import org.jspecify.annotations.NullMarked;
