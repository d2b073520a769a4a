package org.intelligentmirror.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.config.IdentityConfig.MirrorGroup;
import org.intelligentmirror.evidence.IdentityMode;

/** What no key can tell by itself: keys against each other, and against the files they name. */
final class ConfigChecks {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final ConfigValues values;
    private final Findings findings;

    private ConfigChecks(ConfigValues values, Findings findings) {
        this.values = values;
        this.findings = findings;
    }

    static void run(ConfigValues values, Findings findings) {
        ConfigChecks checks = new ConfigChecks(values, findings);
        checks.requiredKeys();
        checks.listeners();
        checks.packageSizes();
        checks.mirrorGroups();
        checks.logDirectory();
        checks.secretFile(ConfigKeys.ICAP_KEY_FILE, true);
        checks.secretFile(ConfigKeys.FETCH_PROXY_PASSWORD_FILE, true);
        checks.secretFile(ConfigKeys.ADMIN_TOKEN_FILE, false);
        checks.proxyCredentials();
        checks.openDoors();
        checks.identityMode();
    }

    private void requiredKeys() {
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            if (key.use() == ConfigKey.Use.REQUIRED && !values.mentions(key)) {
                findings.refuse(key.path(), "is missing; must be " + key.type().describe());
            }
        }
    }

    private void listeners() {
        Optional<ListenAddress> icap = values.find(ConfigKeys.ICAP_LISTEN);
        Optional<ListenAddress> http = values.find(ConfigKeys.HTTP_LISTEN);
        if (icap.isPresent() && http.isPresent() && collide(icap.get(), http.get())) {
            findings.refuse(
                    ConfigKeys.HTTP_LISTEN.path(),
                    "must not be the address of " + ConfigKeys.ICAP_LISTEN.path() + ", which is " + icap.get());
        }
    }

    private static boolean collide(ListenAddress one, ListenAddress other) {
        boolean sameHost = one.host().equalsIgnoreCase(other.host())
                || ANY_ADDRESS.contains(one.host())
                || ANY_ADDRESS.contains(other.host());
        return sameHost && one.port() == other.port() && one.port() != 0;
    }

    private void packageSizes() {
        for (TypeKeys type : ConfigKeys.TYPES) {
            Optional<Long> min = values.find(type.minPackageSize());
            Optional<Long> max = values.find(type.maxPackageSize());
            if (min.isPresent() && max.isPresent() && max.get() != 0 && min.get() > max.get()) {
                findings.refuse(
                        type.minPackageSize().path(),
                        "must not be larger than " + type.maxPackageSize().path() + ", which is "
                                + SizeType.written(max.get()));
            }
        }
    }

    private void mirrorGroups() {
        String path = ConfigKeys.IDENTITY_MIRROR_GROUP.path();
        Set<String> names = new HashSet<>();
        Map<URI, String> owners = new HashMap<>();
        for (MirrorGroup group : values.find(ConfigKeys.IDENTITY_MIRROR_GROUP).orElse(List.of())) {
            if (!names.add(group.name())) {
                findings.refuse(path, "two groups are named " + group.name());
            }
            for (URI root : group.roots()) {
                String owner = owners.putIfAbsent(root, group.name());
                if (owner != null) {
                    findings.refuse(path, "the root " + Findings.quote(root.toString()) + " is named twice");
                }
            }
        }
    }

    private void logDirectory() {
        Optional<Path> directory =
                values.find(ConfigKeys.LOG_DIRECTORY).or(() -> values.find(ConfigKeys.STORE_DIRECTORY));
        if (directory.isPresent() && !LogConfig.isUsable(directory.get())) {
            findings.refuse(ConfigKeys.LOG_DIRECTORY.path(), "must have no percent sign and no backslash in its path");
        }
    }

    private void secretFile(ConfigKey<Path> key, boolean mustExist) {
        Optional<Path> file = values.explicit(key);
        if (file.isEmpty() || (!mustExist && Files.notExists(file.get()))) {
            return;
        }
        if (!Files.isRegularFile(file.get())) {
            findings.refuse(
                    key.path(), "there is no file " + Findings.quote(file.get().toString()));
            return;
        }
        try {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file.get()));
            permissions.retainAll(OTHERS);
            if (!permissions.isEmpty()) {
                findings.warn(key.path(), "is open to other users of this machine; use mode 0600");
            }
        } catch (IOException | UnsupportedOperationException e) {
            findings.warn(key.path(), "cannot tell who may read it");
        }
    }

    private void proxyCredentials() {
        Optional<URI> proxy = values.explicit(ConfigKeys.FETCH_PROXY);
        boolean named = values.explicit(ConfigKeys.FETCH_PROXY_USERNAME).isPresent();
        String path = ConfigKeys.FETCH_PROXY_USERNAME.path();
        if (named && proxy.filter(url -> url.getRawUserInfo() != null).isPresent()) {
            findings.refuse(path, "must not stand beside a user name in " + ConfigKeys.FETCH_PROXY.path());
        }
        if (named && proxy.isEmpty()) {
            findings.warn(path, "has no effect without " + ConfigKeys.FETCH_PROXY.path());
        }
        if (!named && values.explicit(ConfigKeys.FETCH_PROXY_PASSWORD_FILE).isPresent()) {
            findings.warn(ConfigKeys.FETCH_PROXY_PASSWORD_FILE.path(), "has no effect without " + path);
        }
    }

    private void openDoors() {
        for (ConfigKey<List<Cidr>> key : List.of(ConfigKeys.ICAP_ALLOW, ConfigKeys.HTTP_ALLOW)) {
            boolean open = values.find(key).orElse(List.of()).stream().anyMatch(block -> block.prefixBits() == 0);
            if (open) {
                findings.warn(key.path(), "lets every host in");
            }
        }
    }

    private void identityMode() {
        if (values.find(ConfigKeys.IDENTITY_MODE).equals(Optional.of(IdentityMode.NAME))) {
            findings.warn(
                    ConfigKeys.IDENTITY_MODE.path(),
                    "\"name\" is the rule of 2008: it trusts file names and can hand out the wrong bytes");
        }
    }
}
