package org.intelligentmirror.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.intelligentmirror.policy.TypeSettings;

/**
 * The keys of one {@code [types.<type>]} section.
 *
 * @param type the section's last part
 */
record TypeKeys(
        String type,
        ConfigKey<Boolean> enabled,
        ConfigKey<Long> maxSize,
        ConfigKey<Long> minPackageSize,
        ConfigKey<Long> maxPackageSize) {
    static TypeKeys of(String type) {
        String section = "types." + type + ".";
        return new TypeKeys(
                type,
                ConfigKey.of(
                                section + "enabled",
                                PlainTypes.BOOL,
                                setting(type, TypeSettings::enabled),
                                "Whether files of this type are kept and answered.")
                        .or(true),
                ConfigKey.of(section + "max-size", SizeType.UNLIMITED, setting(type, TypeSettings::maxSizeBytes), """
                                Disk space all files of this type may take together. Near it, what is least worth
                                keeping of them is evicted.""")
                        .or(0L),
                ConfigKey.of(
                                section + "min-package-size",
                                new SizeType(0, SizeType.MAX_BYTES, Optional.empty()),
                                setting(type, TypeSettings::minPackageBytes),
                                "Smaller files are not kept.")
                        .or(0L),
                ConfigKey.of(
                                section + "max-package-size",
                                SizeType.UNLIMITED,
                                setting(type, TypeSettings::maxPackageBytes),
                                "Larger files are not kept.")
                        .or(0L));
    }

    List<ConfigKey<?>> all() {
        return List.of(enabled, maxSize, minPackageSize, maxPackageSize);
    }

    private static <T> Function<ServerConfig, T> setting(String type, Function<TypeSettings, T> part) {
        return config -> {
            TypeSettings settings = config.types().get(type);
            if (settings == null) {
                throw new IllegalArgumentException("the configuration has no settings for type " + type);
            }
            return part.apply(settings);
        };
    }
}
