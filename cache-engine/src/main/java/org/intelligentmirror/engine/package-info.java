/**
 * The cache without its protocol: resolving locators, capturing bodies, and the operator's inventory.
 *
 * <p>Knows no ICAP, no Netty, no TOML and no JSON.
 */
@NullMarked
package org.intelligentmirror.engine;

import org.jspecify.annotations.NullMarked;
