package org.intelligentmirror.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.intelligentmirror.policy.TypeSettings;

/** Puts right values into the records the server works with. */
final class ConfigAssembly {
    private ConfigAssembly() {}

    /** The configuration; {@code values} must be free of problems. */
    static ServerConfig of(ConfigValues values) {
        Path directory = values.get(ConfigKeys.STORE_DIRECTORY);
        return new ServerConfig(
                icap(values),
                new HttpConfig(
                        values.get(ConfigKeys.HTTP_LISTEN),
                        values.find(ConfigKeys.HTTP_ADVERTISE),
                        values.get(ConfigKeys.HTTP_ALLOW)),
                new StoreConfig(
                        directory,
                        values.get(ConfigKeys.STORE_MAX_SIZE),
                        values.get(ConfigKeys.STORE_MIN_FREE),
                        values.get(ConfigKeys.STORE_FSYNC)),
                types(values),
                new IdentityConfig(
                        values.get(ConfigKeys.IDENTITY_MODE),
                        values.get(ConfigKeys.IDENTITY_REVALIDATE_AFTER),
                        values.get(ConfigKeys.IDENTITY_INDEX_MAX_AGE),
                        values.get(ConfigKeys.IDENTITY_PRIVATE),
                        values.get(ConfigKeys.IDENTITY_MIRROR_GROUP)),
                new JoinConfig(
                        values.get(ConfigKeys.JOIN_ENABLED),
                        values.get(ConfigKeys.JOIN_WAIT),
                        values.get(ConfigKeys.JOIN_MAX_WAITING)),
                fetch(values),
                new AdminConfig(
                        values.find(ConfigKeys.ADMIN_TOKEN_FILE).orElseGet(() -> directory.resolve("admin.token"))),
                new LogConfig(
                        values.find(ConfigKeys.LOG_DIRECTORY).orElseGet(() -> directory.resolve("log")),
                        values.get(ConfigKeys.LOG_MAX_FILE_SIZE),
                        values.get(ConfigKeys.LOG_MAX_FILES)));
    }

    private static IcapConfig icap(ConfigValues values) {
        return new IcapConfig(
                values.get(ConfigKeys.ICAP_LISTEN),
                values.get(ConfigKeys.ICAP_ALLOW),
                values.find(ConfigKeys.ICAP_KEY_FILE),
                values.get(ConfigKeys.ICAP_DELIVERY),
                Math.toIntExact(values.get(ConfigKeys.ICAP_PREVIEW)),
                values.get(ConfigKeys.ICAP_HANDOFF_BELOW),
                values.get(ConfigKeys.ICAP_MAX_CONNECTIONS),
                values.get(ConfigKeys.ICAP_IDLE_TIMEOUT),
                values.get(ConfigKeys.ICAP_HEAD_TIMEOUT),
                values.get(ConfigKeys.ICAP_BODY_TIMEOUT),
                values.get(ConfigKeys.ICAP_SHUTDOWN_TIMEOUT));
    }

    private static Map<String, TypeSettings> types(ConfigValues values) {
        Map<String, TypeSettings> types = new LinkedHashMap<>();
        for (TypeKeys keys : ConfigKeys.TYPES) {
            types.put(
                    keys.type(),
                    new TypeSettings(
                            values.get(keys.enabled()),
                            values.get(keys.maxSize()),
                            values.get(keys.minPackageSize()),
                            values.get(keys.maxPackageSize())));
        }
        return Collections.unmodifiableMap(types);
    }

    private static FetchConfig fetch(ConfigValues values) {
        return new FetchConfig(
                values.find(ConfigKeys.FETCH_PROXY),
                values.find(ConfigKeys.FETCH_PROXY_USERNAME),
                values.find(ConfigKeys.FETCH_PROXY_PASSWORD_FILE),
                values.get(ConfigKeys.FETCH_MAX_PARALLEL),
                values.get(ConfigKeys.FETCH_MAX_PER_HOST),
                values.get(ConfigKeys.FETCH_RATE_LIMIT),
                values.get(ConfigKeys.FETCH_FINISH_OVER),
                values.get(ConfigKeys.FETCH_COMPLETE_RANGES),
                values.get(ConfigKeys.FETCH_OVERTAKE),
                values.get(ConfigKeys.FETCH_ALLOW_PRIVATE));
    }
}
