package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    Path directory;

    @Test
    void theLineIsReadWithoutItsEnd() throws IOException {
        assertThat(read("pass word\n")).isEqualTo("pass word");
        assertThat(read("pass word \r\n")).isEqualTo("pass word ");
        assertThat(read("p\u00e4ss")).isEqualTo("p\u00e4ss");
    }

    @Test
    void whatIsNoSecretIsRefusedByKeyAndFile() {
        assertRefused("", "is empty");
        assertRefused(" \n", "is empty");
        assertRefused("one\ntwo\n", "must hold one line");
        assertRefused("tab\there", "must hold one line");
        assertThatThrownBy(() -> SecretFile.read("the.key", directory.resolve("none")))
                .hasMessageContainingAll("the.key: ", "none", "no such file");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(directory.resolve("secret"), new byte[] {(byte) 0xff, 'a'});
        assertThatThrownBy(() -> SecretFile.read("the.key", file)).hasMessageContaining("is not UTF-8");
    }

    @Test
    void theLargestFileIsRead() throws IOException {
        assertThat(read("x".repeat(SecretFile.MAX_BYTES))).hasSize(SecretFile.MAX_BYTES);
        assertRefused("x".repeat(SecretFile.MAX_BYTES + 1), "is larger than");
    }

    private String read(String text) throws IOException {
        return SecretFile.read("the.key", Files.writeString(directory.resolve("secret"), text, StandardCharsets.UTF_8));
    }

    private void assertRefused(String text, String why) {
        assertThatThrownBy(() -> read(text)).hasMessageContainingAll("the.key: ", "secret", why);
    }
}
