package org.intelligentmirror.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandoffSealTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Sha256 DIGEST = Sha256.of(new byte[Sha256.LENGTH_BYTES]);

    @TempDir
    Path folder;

    private HandoffSeal seal;

    @BeforeEach
    void load() throws IOException {
        seal = HandoffSeal.loadOrCreate(folder.resolve("key"), new SecureRandom());
    }

    private static Handoff handoff(String url) {
        return new Handoff(
                42,
                "/cas/" + DIGEST + "/a%2B\u00e4.deb",
                Optional.of(DIGEST),
                12_345_678_901L,
                url,
                new ReplyHeaders(
                        Optional.of("application/x-deb"),
                        Optional.empty(),
                        Optional.of("\"v1\""),
                        Optional.empty(),
                        NOW.minusSeconds(100),
                        7),
                NOW.minusSeconds(50),
                Verdict.HIT,
                Reason.CATALOG,
                NOW.plusSeconds(60));
    }

    @Test
    void whatWasSealedIsReadBackUntilItExpires() {
        Handoff handoff = handoff("http://mirror.example/a.deb");
        String token = seal.seal(handoff).orElseThrow();
        assertThat(token).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        assertThat(seal.open(token, NOW)).contains(handoff);
        assertThat(seal.open(token, NOW.plusSeconds(60).minusMillis(1))).contains(handoff);
        assertThat(seal.open(token, NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void aTokenOutlivesARestartButNotAnotherKey() throws IOException {
        String token = seal.seal(handoff("http://mirror.example/a.deb")).orElseThrow();
        HandoffSeal same = HandoffSeal.loadOrCreate(folder.resolve("key"), new SecureRandom());
        assertThat(same.open(token, NOW)).isPresent();
        HandoffSeal other = HandoffSeal.loadOrCreate(folder.resolve("other"), new SecureRandom());
        assertThat(other.open(token, NOW)).isEmpty();
    }

    @Test
    void anyChangedBitIsAForgery() {
        String token = seal.seal(handoff("http://mirror.example/a.deb")).orElseThrow();
        int dot = token.indexOf('.');
        byte[] payload = Base64.getUrlDecoder().decode(token.substring(0, dot));
        byte[] mac = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        for (int bit = 0; bit < payload.length * 8; bit++) {
            payload[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(base64.encodeToString(payload) + token.substring(dot), NOW))
                    .isEmpty();
            payload[bit / 8] ^= (byte) (1 << bit % 8);
        }
        for (int bit = 0; bit < mac.length * 8; bit++) {
            mac[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(token.substring(0, dot + 1) + base64.encodeToString(mac), NOW))
                    .isEmpty();
            mac[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(seal.open(token, NOW)).isPresent();
    }

    @Test
    void whatIsNoTokenIsNone() {
        String token = seal.seal(handoff("http://mirror.example/a.deb")).orElseThrow();
        for (String bad : new String[] {
            "",
            ".",
            "a.b",
            "=.=",
            "\u00e4.\u00e4",
            token + ".x",
            token.substring(1),
            token + "A",
            token.replace('.', ',')
        }) {
            assertThat(seal.open(bad, NOW)).as(bad).isEmpty();
        }
    }

    @Test
    void lengthIsBounded() {
        int room = HandoffSeal.MAX_LENGTH;
        while (seal.seal(handoff("http://m.example/" + "u".repeat(room))).isEmpty()) {
            room--;
        }
        String longest =
                seal.seal(handoff("http://m.example/" + "u".repeat(room))).orElseThrow();
        assertThat(longest.length()).isBetween(HandoffSeal.MAX_LENGTH - 3, HandoffSeal.MAX_LENGTH);
        assertThat(seal.open(longest, NOW)).isPresent();
        assertThat(room).isGreaterThan(4096);
    }

    @Test
    void theKeyIsPrivateAndLongEnough() throws IOException {
        Path key = folder.resolve("key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(seal.toString()).doesNotContain(Files.readString(key).strip());
        Files.writeString(key, "x".repeat(HandoffSeal.MIN_KEY_LENGTH) + "\n");
        HandoffSeal.loadOrCreate(key, new SecureRandom());
        Files.writeString(key, "x".repeat(HandoffSeal.MIN_KEY_LENGTH - 1) + "\n");
        assertThatThrownBy(() -> HandoffSeal.loadOrCreate(key, new SecureRandom()))
                .hasMessageContaining(key.toString())
                .hasMessageContaining("32 to 256");
    }
}
