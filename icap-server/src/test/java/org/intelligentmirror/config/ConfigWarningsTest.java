package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.MINIMAL;
import static org.intelligentmirror.config.Configs.problemsOf;
import static org.intelligentmirror.config.Configs.warnings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWarningsTest {
    @TempDir
    Path directory;

    @Test
    void credentialsWithoutAProxyComeWithAWarning() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        assertThat(warnings(MINIMAL, "fetch.proxy-username=u"))
                .containsExactly("fetch.proxy-username: has no effect without fetch.proxy");
        assertThat(warnings(MINIMAL, "fetch.proxy=http://p:1", "fetch.proxy-password-file=" + password))
                .containsExactly("fetch.proxy-password-file: has no effect without fetch.proxy-username");
        assertThat(warnings(
                        MINIMAL,
                        "fetch.proxy=http://p:1",
                        "fetch.proxy-username=u",
                        "fetch.proxy-password-file=" + password))
                .isEmpty();
        assertThat(warnings(MINIMAL, "fetch.proxy=http://u:p@p:1")).isEmpty();
        assertThat(problemsOf("fetch.proxy=http://u:p@p:1", "fetch.proxy-username=u"))
                .singleElement()
                .asString()
                .startsWith("fetch.proxy-username: must not stand beside a user name in fetch.proxy");
        assertThat(problemsOf("fetch.proxy=http://p:1", "fetch.proxy-username=\"a:b\""))
                .hasSize(1);
    }

    @Test
    void theRuleOf2008ComesWithAWarning() {
        assertThat(warnings(MINIMAL, "identity.mode=name"))
                .singleElement()
                .asString()
                .contains("wrong bytes");
    }

    @Test
    void lettingEveryHostInComesWithAWarning() {
        assertThat(warnings(MINIMAL, "icap.allow=[\"0.0.0.0/0\"]")).containsExactly("icap.allow: lets every host in");
        assertThat(warnings(MINIMAL, "icap.allow=[\"0.0.0.0/1\"]")).isEmpty();
    }

    @Test
    void aSecretOpenToOthersComesWithAWarning() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "secret");
        for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(open));
            assertThat(warnings(MINIMAL, "icap.key-file=" + key))
                    .containsExactly("icap.key-file: is open to other users of this machine; use mode 0600");
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(warnings(MINIMAL, "icap.key-file=" + key)).isEmpty();
    }

    @Test
    void aSecretThatIsNotThereIsAProblem() {
        assertThat(problemsOf("icap.key-file=" + directory.resolve("none")))
                .singleElement()
                .asString()
                .startsWith("icap.key-file: there is no file");
        assertThat(problemsOf("fetch.proxy-password-file=" + directory)).hasSize(1);
        assertThat(warnings(MINIMAL, "admin.token-file=" + directory.resolve("made-later")))
                .isEmpty();
    }
}
