/**
 * The HTTP listener: stored packages by digest, browsing, the admin API, health and metrics.
 *
 * <p>Knows no SQL and no file layout. Event loops parse and write; whatever asks the store runs on the blocking pool.
 *
 * <p>Who is served: peers in {@code http.allow}, under our own names only. What comes through a proxy ({@code Via},
 * {@code Forwarded} or {@code X-Forwarded-*}) gets 403, unless it presents a hand-off of ours for just that package.
 *
 * <h2>Pages</h2>
 *
 * <ul>
 *   <li>{@code /healthz}: {@code {"status": "ok"|"degraded"|"stopping", "details": {…}}}; 503 when stopping
 *   <li>{@code /metrics}: the Prometheus text format
 *   <li>{@code /}, {@code /browse/}, {@code /browse/name/?text=&after=}, {@code /browse/type/<type>/},
 *       {@code /browse/host/}, {@code /browse/host/<host>/}, {@code /browse/package/<sha256>}: HTML
 *   <li>{@code /cas/<sha256>[/<name>]}: the package, with conditionals and ranges as RFC 9110 has them; its ETag is the
 *       digest. Up to 256 ranges are answered as asked, in their order; more, and such as sum up to more bytes than the
 *       package has, are ignored: 200
 * </ul>
 *
 * <h2>Admin API</h2>
 *
 * <p>Below {@code /admin/v1/}, JSON, with {@code Authorization: Bearer <token>}. Unknown query parameters are
 * refused. An error is {@code {"error": "<token>", "detail": "<sentence>"}} with its HTTP status: 400 {@code
 * bad-request}, 401 {@code unauthorized}, 403 {@code forbidden}, 404 {@code not-found}, 405 {@code method}, 409 {@code
 * pinned} or {@code over-limit}, 413 {@code too-large}, 500 {@code internal}, 503 {@code overload} (with Retry-After)
 * or {@code store}.
 *
 * <ul>
 *   <li>GET {@code status}: {@code version, uptimeSeconds, icap, http, health, store, verification,
 *       catalog}
 *   <li>GET {@code stats}: {@code store} and {@code counters}, each {@code name, value, labels}
 *   <li>GET {@code roots}: {@code {"roots": [{index, root, state, lists, since, confirmedAt, doubtedSince, tries,
 *       distrusted}]}}, the repositories' top indexes; {@code state} is {@code current}, {@code lapsed}, {@code stale}
 *       or {@code unread}, and there is no {@code doubtedSince} in the first two
 *   <li>GET {@code packages?text=&type=&host=&after=&limit=}: {@code {"packages": […], "next": n}}; {@code limit} is
 *       1 to 1000, 100 if absent; {@code next} is the {@code after} of the next page, 0 at the end. With a filter
 *       a page may hold fewer than {@code limit}, or none, before the end: 20,000 packages are looked at for each
 *   <li>GET {@code packages?name=<exact file name>} or {@code packages?url=<url>}: the same form; 404 if there is none
 *   <li>GET {@code packages/<sha256>}: one package with its sources
 *   <li>POST {@code packages/<sha256>/verify}: hashes it again; {@code {"finding": "intact"|"missing"|"wrong"|
 *       "unreadable", "package": package}}. Unless it is intact it is quarantined and forgotten
 *   <li>DELETE {@code packages/<sha256>?force=true}: removes it; {@code {"dryRun": false, "purged": [package]}};
 *       without {@code force} not if it is pinned
 *   <li>POST {@code purge} with exactly one of {@code sha256}, {@code name}, {@code url}, and optionally {@code
 *       dryRun} and {@code force}: the same form
 *   <li>GET {@code pins}: {@code {"pins": [{id, kind, pattern, pinnedAt}], "packages": n, "bytes": n}}
 *   <li>POST {@code pins} with {@code kind} ({@code name}, {@code repository} or {@code digest}) and {@code pattern}:
 *       {@code {"pin": …, "packages": n, "bytes": n}}
 *   <li>DELETE {@code pins/<id>}: {@code {"unpinned": …}}
 * </ul>
 *
 * <p>A package is {@code sha256, name, type, length, allocatedBytes, committedAt, lastUsedAt, hits, sources}, a source
 * {@code url, host, name, capturedAt}: bytes, and ISO 8601 times in UTC.
 */
@NullMarked
package org.intelligentmirror.http;

import org.jspecify.annotations.NullMarked;
