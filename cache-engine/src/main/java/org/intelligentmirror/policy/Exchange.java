package org.intelligentmirror.policy;

/**
 * A request and the head of the origin's response to it.
 *
 * @param method of the request
 * @param status of the response
 */
public record Exchange(String method, HeaderView request, int status, HeaderView response) {}
