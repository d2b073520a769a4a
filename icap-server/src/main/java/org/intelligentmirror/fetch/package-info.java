/**
 * The server's own downloads: HTTP/1.1 over blocking sockets, one thread and one connection for each running order.
 *
 * <p>Knows the engine only by its port {@code origin}, its locators and the name of the field that tags own requests;
 * of the configuration, what a block of addresses is. Knows no Netty.
 *
 * <h2>Threads</h2>
 *
 * <p>{@code fetch-*}, at most {@code fetch.max-parallel}: each carries out one order, and calls its listener.
 * {@code fetch-lookup-*}, at most as many: host names, since nothing can wake a thread that waits for a resolver.
 * {@code fetch-timer}, one: closes sockets at deadlines. {@code fetch-aside}, one: tells the end of orders that never
 * ran. No thread is ever interrupted: an interrupt would close the files of the listener it strikes. What blocks is
 * woken by closing its socket.
 *
 * <h2>Where a request may go</h2>
 *
 * <p>The cache fetches what clients made it fetch, so it must not be able to reach what they cannot. A host's addresses
 * are judged after resolution ({@link org.intelligentmirror.fetch.AddressKind}, {@link
 * org.intelligentmirror.fetch.Destinations}), and the connection is made to the very address judged: the name is not
 * resolved again. A connection serves one request, so none is ever reused under another judgement.
 */
@NullMarked
package org.intelligentmirror.fetch;

import org.jspecify.annotations.NullMarked;
