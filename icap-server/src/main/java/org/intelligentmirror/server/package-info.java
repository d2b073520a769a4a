/**
 * The ICAP services, the listeners, and the program that wires them together.
 */
@NullMarked
package org.intelligentmirror.server;

import org.jspecify.annotations.NullMarked;
