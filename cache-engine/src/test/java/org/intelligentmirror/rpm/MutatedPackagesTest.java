package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packages changed at random in a few places and then vouched for again, as an attacker would. */
class MutatedPackagesTest {
    private static final int ROUNDS = 20_000;
    private static final int[] TELLING = {0, 1, -1, 7, 8, 16, 62, 63, 100, 273, 5092, 5093, 0xFFFF, Integer.MIN_VALUE};

    @Test
    void mutatedMainHeaderIsProvenByItsDigestsOrNotAtAll() {
        Random random = new Random(5092);
        byte[] original =
                RpmFixture.mainHeader(RpmFixture.sha256(RpmFixture.PAYLOAD)).write();
        int proven = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = RpmFixture.sealed(mutated(original, random), RpmFixture.PAYLOAD);
            proven += check(file);
        }
        assertThat(proven).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    @Test
    void mutatedSignatureHeaderIsProvenByItsDigestsOrNotAtAll() {
        Random random = new Random(273);
        byte[] main =
                RpmFixture.mainHeader(RpmFixture.sha256(RpmFixture.PAYLOAD)).write();
        byte[] original = RpmFixture.signatureHeader(RpmFixture.sha256(main)).write();
        int proven = 0;
        for (int round = 0; round < ROUNDS; round++) {
            proven += check(RpmFixture.file(mutated(original, random), main, RpmFixture.PAYLOAD));
        }
        assertThat(proven).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    private static int check(byte[] file) {
        return RpmFixture.prove(file)
                .map(proof -> {
                    ProvenFile.check(file, proof);
                    return 1;
                })
                .orElse(0);
    }

    private static byte[] mutated(byte[] header, Random random) {
        ByteBuffer bytes = ByteBuffer.wrap(header.clone());
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = 8 + random.nextInt(header.length - 8);
            switch (random.nextInt(4)) {
                case 0 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
                case 1 -> bytes.put(at, (byte) random.nextInt());
                case 2 -> bytes.putInt(at / 4 * 4 - 4, TELLING[random.nextInt(TELLING.length)]);
                default -> {
                    int field = at / 4 * 4 - 4;
                    bytes.putInt(field, bytes.getInt(field) + random.nextInt(33) - 16);
                }
            }
        }
        return bytes.array();
    }
}
