package org.intelligentmirror.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.intelligentmirror.config.IdentityConfig.MirrorGroup;

/** The commented sample of the configuration, written from {@link ConfigKeys}. */
final class ConfigSample {
    private static final String HEAD = """
            # IntelligentMirror: configuration. TOML; only store.directory must be set.
            #
            # A line that begins with "#" and a key shows the key's default, or an example where it has none.
            # Sizes are bytes, or "64MB" (10^6) or "10GiB" (2^30). Durations are "500ms", "30s", "5m", "2h" or "7d".
            # Check this file with:  intelligentmirror --config FILE --check
            """;

    private ConfigSample() {}

    static String render() {
        StringBuilder sample = new StringBuilder(HEAD);
        for (Map.Entry<String, String> section : ConfigKeys.SECTIONS.entrySet()) {
            sample.append('\n');
            comment(sample, section.getValue());
            sample.append('[').append(section.getKey()).append("]\n");
            for (ConfigKey<?> key : ConfigKeys.ALL) {
                if (key.section().equals(section.getKey())) {
                    sample.append('\n');
                    key(sample, key);
                }
            }
        }
        return sample.toString();
    }

    private static <T> void key(StringBuilder sample, ConfigKey<T> key) {
        comment(sample, key.doc());
        comment(sample, "Value: " + key.type().describe() + ".");
        if (key.path().equals(ConfigKeys.IDENTITY_MIRROR_GROUP.path())) {
            groups(sample, ConfigKeys.IDENTITY_MIRROR_GROUP.example().orElseThrow());
            return;
        }
        Optional<T> value = key.fallback().isPresent() ? key.fallback() : key.example();
        boolean written = key.use() == ConfigKey.Use.REQUIRED || key.use() == ConfigKey.Use.SHOWN;
        sample.append(written ? "" : "#").append(key.name()).append(" = ");
        sample.append(key.type().render(value.orElseThrow())).append('\n');
    }

    /** Groups read better as tables of their own than inline. */
    private static void groups(StringBuilder sample, List<MirrorGroup> groups) {
        for (MirrorGroup group : groups) {
            sample.append("#[[").append(ConfigKeys.IDENTITY_MIRROR_GROUP.path()).append("]]\n");
            sample.append("#name = ").append(KeyType.string(group.name())).append('\n');
            sample.append("#roots = ")
                    .append(group.roots().stream()
                            .map(URI::toString)
                            .map(KeyType::string)
                            .collect(Collectors.joining(", ", "[", "]")))
                    .append('\n');
        }
    }

    private static void comment(StringBuilder sample, String text) {
        text.lines().forEach(line -> sample.append("# ").append(line).append('\n'));
    }
}
