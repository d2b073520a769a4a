package org.intelligentmirror.config;

import java.util.Map;
import org.intelligentmirror.policy.TypeSettings;

/** The whole configuration, valid and complete: defaults are filled in. Immutable. */
public record ServerConfig(
        IcapConfig icap,
        HttpConfig http,
        StoreConfig store,
        Map<String, TypeSettings> types,
        IdentityConfig identity,
        JoinConfig join,
        FetchConfig fetch,
        AdminConfig admin,
        LogConfig log) {}
