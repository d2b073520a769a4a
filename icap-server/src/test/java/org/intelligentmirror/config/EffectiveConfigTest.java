package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.validWith;

import org.junit.jupiter.api.Test;

class EffectiveConfigTest {
    @Test
    void everyKeyHasItsLine() {
        assertThat(EffectiveConfig.render(validWith()))
                .hasSize(ConfigKeys.ALL.size())
                .contains(
                        "icap.listen = \"127.0.0.1:1344\"",
                        "icap.preview = \"16KiB\"",
                        "icap.key-file = \"\"",
                        "store.directory = \"/srv/im/store\"",
                        "store.max-size = 0",
                        "identity.private = []",
                        "log.directory = \"/srv/im/store/log\"");
    }

    @Test
    void readBackItIsTheSameConfiguration() {
        ServerConfig config = validWith(
                "icap.listen=[::1]:1344",
                "icap.allow=[\"10.0.0.0/8\", \"fd00::/8\"]",
                "icap.idle-timeout=1500ms",
                "store.directory=\"/a \\\"b\\u200F\"",
                "store.max-size=12345",
                "identity.revalidate-after=0",
                "fetch.finish-over=0.75",
                "fetch.proxy-username=\"a\\\"b\"",
                "identity.mirror-group=[{name=\"a\",roots=[\"http://m/\",\"https://n/x/\"]}]");

        String rendered = String.join("\n", EffectiveConfig.render(config));

        assertThat(Configs.valid(rendered)).isEqualTo(config);
    }

    @Test
    void credentialsInAUrlAreMasked() {
        assertThat(EffectiveConfig.render(validWith("fetch.proxy=http://user:secret@proxy:3128")))
                .contains("fetch.proxy = \"http://***@proxy:3128\"")
                .noneMatch(line -> line.contains("secret"));
    }
}
