/**
 * The access log and the set-up of the server log.
 *
 * <p>Knows no Netty.
 */
@NullMarked
package org.intelligentmirror.log;

import org.jspecify.annotations.NullMarked;
