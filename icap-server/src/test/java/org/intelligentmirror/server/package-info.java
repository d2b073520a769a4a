/** Tests of the server as a process. */
@NullMarked
package org.intelligentmirror.server;

import org.jspecify.annotations.NullMarked;
