package org.intelligentmirror.http;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.intelligentmirror.catalog.CatalogReport;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.Inventory;
import org.intelligentmirror.engine.Pins;
import org.intelligentmirror.handoff.Handoffs;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.metrics.HealthSource;
import org.intelligentmirror.metrics.ServerMetrics;

/**
 * What the HTTP listener speaks for.
 *
 * @param inventory asked on {@code pool} only
 * @param pins asked on {@code pool} only
 * @param eviction limits and evictions of the moment; from memory, any thread
 * @param pool for blocking work, bounded: when it refuses a task the client gets 503
 * @param catalog what became of repository indexes; from memory, any thread
 * @param locators normalises a URL; empty for one that has no normal form
 * @param handoffs what the ICAP side hands over
 * @param token what the admin API asks for
 * @param version the server's version
 * @param icapAddress where ICAP is bound, as {@code host:port}; asked at each status request, from any thread
 */
public record HttpBackend(
        Inventory inventory,
        Pins pins,
        Supplier<EvictionReport> eviction,
        Executor pool,
        ServerMetrics metrics,
        HealthSource health,
        Supplier<CatalogReport> catalog,
        Function<String, Optional<Locator>> locators,
        Handoffs handoffs,
        AdminToken token,
        String version,
        Supplier<String> icapAddress) {}
