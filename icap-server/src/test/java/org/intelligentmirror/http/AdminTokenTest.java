package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.intelligentmirror.config.OwnSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminTokenTest {
    @TempDir
    Path folder;

    private AdminToken load(Path file) throws IOException {
        return AdminToken.loadOrCreate(file, new SecureRandom());
    }

    private Path file(String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void missingTokenIsMadePrivateAndKept() throws Exception {
        Path file = folder.resolve("below").resolve("admin.token");
        load(file);
        String text = Files.readString(file);
        assertThat(text).matches("[A-Za-z0-9_-]{43}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(load(file).matches(text.strip())).isTrue();
        assertThat(Files.readString(file)).isEqualTo(text);
        try (var left = Files.list(folder.resolve("below"))) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void tokenOthersCanReadIsRefused() throws Exception {
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Path file = file("0123456789abcdef\n", mode);
            assertThatThrownBy(() -> load(file))
                    .hasMessageContaining("chmod 600")
                    .hasMessageNotContaining("0123");
        }
        assertThat(load(file("0123456789abcdef\n", "r--------")).matches("0123456789abcdef"))
                .isTrue();
    }

    @Test
    void lengthIsBoundedBothWays() throws Exception {
        String longest = "x".repeat(OwnSecret.MAX_LENGTH);
        String shortest = "x".repeat(AdminToken.MIN_LENGTH);
        assertThat(load(file(longest + "\r\n", "rw-------")).matches(longest)).isTrue();
        assertThat(load(file(shortest, "rw-------")).matches(shortest)).isTrue();
        for (String bad :
                new String[] {longest + "x", shortest.substring(1), "", "two words of a token", "a\nb".repeat(9)}) {
            Path file = file(bad, "rw-------");
            assertThatThrownBy(() -> load(file)).hasMessageContaining("visible ASCII");
        }
    }

    @Test
    void tokenNeverPrints() throws Exception {
        assertThat(load(file("0123456789abcdef", "rw-------")).toString()).doesNotContain("0123456789abcdef");
    }
}
