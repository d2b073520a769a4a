/**
 * The product as its users meet it: real Squid, real clients, the server as a process of its own. Uses no class of the
 * other modules, only their built jars and the scripts.
 */
@NullMarked
package org.intelligentmirror.e2e;

import org.jspecify.annotations.NullMarked;
