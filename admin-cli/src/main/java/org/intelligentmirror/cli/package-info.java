/**
 * {@code imctl}, the operator's command line: a client of the admin API.
 *
 * <p>Every command takes {@code --json} and then prints exactly one JSON document, for errors too. Exit status: 0
 * done, 1 not found, refused or check failed, 2 usage, 3 server unreachable. Imports nothing of the server but {@code
 * config}; no Netty.
 */
@NullMarked
package org.intelligentmirror.cli;

import org.jspecify.annotations.NullMarked;
