package org.intelligentmirror.engine;

/**
 * What is shared just now.
 *
 * @param waiting requests that wait for the response to another one
 * @param joiners clients that follow a body as it arrives
 * @param relieved bodies the fetcher brings because their leader is gone, or that it fetches of its own accord
 * @param overtaken bodies the fetcher brings because their leader is slow
 */
public record SharingFigures(int waiting, int joiners, int relieved, int overtaken) {}
