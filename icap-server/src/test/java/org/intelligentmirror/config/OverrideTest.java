package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.problemsOf;
import static org.intelligentmirror.config.Configs.valid;
import static org.intelligentmirror.config.Configs.validWith;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OverrideTest {
    @Test
    void aValueThatIsTomlIsReadAsToml() {
        assertThat(validWith("types.rpm.enabled=false").types().get("rpm"))
                .satisfies(rpm -> assertThat(rpm.enabled()).isFalse());
        assertThat(validWith("identity.private=[\"a\", \"*.b\"]").identity().privateHosts())
                .containsExactly("a", "*.b");
        assertThat(validWith("icap.preview = 0").icap().previewBytes()).isZero();
    }

    @Test
    void anyOtherValueIsAString() {
        assertThat(validWith("icap.listen=127.0.0.1:99").icap().listen()).hasToString("127.0.0.1:99");
        assertThat(validWith("store.max-size=64MB").store().maxSizeBytes()).isEqualTo(64_000_000);
        assertThat(validWith("store.directory=/a=b").store().directory()).isEqualTo(Path.of("/a=b"));
    }

    @Test
    void anOverrideStandsOverTheFileAndTheLaterOverTheEarlier() {
        ServerConfig config = valid("[store]\ndirectory = \"/a\"\n", "store.directory=/b", "store.directory=/c");
        assertThat(config.store().directory()).isEqualTo(Path.of("/c"));
    }

    @Test
    void aLineBreakCannotBringInAnotherKey() {
        assertThat(problemsOf("icap.preview=5\nmore = 6"))
                .singleElement()
                .asString()
                .startsWith("icap.preview: ");
    }

    @Test
    void whatIsNoAssignmentIsRefused() {
        assertThat(problemsOf("icap.preview")).containsExactly("--set icap.preview: must be key.path=value");
        assertThat(problemsOf("=5")).hasSize(1);
        assertThat(problemsOf("icap..preview=5")).hasSize(1);
        assertThat(problemsOf("a".repeat(ConfigTree.MAX_OVERRIDE_KEY + 1) + "=5"))
                .singleElement()
                .asString()
                .endsWith("must be key.path=value");
        assertThat(problemsOf("a".repeat(ConfigTree.MAX_OVERRIDE_KEY) + "=5"))
                .singleElement()
                .asString()
                .endsWith("unknown key");
    }

    @Test
    void anUnknownKeyInAnOverrideIsRefused() {
        assertThat(problemsOf("icap.previw=5")).containsExactly("icap.previw: unknown key; did you mean icap.preview?");
    }
}
