package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LocatorFilterTest {
    private static final int KEYS = 100_000;

    private static byte[] known(int n) {
        return Keys.ofUrl("http://m.example/known/" + n);
    }

    private static byte[] unknown(int n) {
        return Keys.ofUrl("http://m.example/unknown/" + n);
    }

    private static LocatorFilter full(long capacity) {
        LocatorFilter filter = new LocatorFilter(capacity);
        for (int n = 0; n < KEYS; n++) {
            filter.add(known(n));
        }
        return filter;
    }

    private static int passed(LocatorFilter filter) {
        int passed = 0;
        for (int n = 0; n < KEYS; n++) {
            passed += filter.mayHold(unknown(n)) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void noneThatWasAddedIsDenied() {
        LocatorFilter filter = full(KEYS);
        for (int n = 0; n < KEYS; n++) {
            assertThat(filter.mayHold(known(n))).isTrue();
        }
    }

    @Test
    void ofOthersOneInAHundredPasses() {
        assertThat(passed(full(KEYS))).isBetween(KEYS / 1000, KEYS / 50);
        assertThat(passed(new LocatorFilter(KEYS))).isZero();
    }

    @Test
    void isWornByOneMoreThanItIsGoodFor() {
        LocatorFilter filter = new LocatorFilter(2);
        filter.add(known(1));
        filter.add(known(2));
        filter.add(known(2));
        assertThat(filter.isWorn()).isFalse();
        filter.add(known(3));
        assertThat(filter.isWorn()).isTrue();
    }

    @Test
    void isNeverLargerThanItsBound() {
        assertThat(new LocatorFilter(1L << 40).byteLength()).isEqualTo(16 + 8 * LocatorFilter.MAX_WORDS);
        assertThat(new LocatorFilter(1).byteLength()).isEqualTo(16 + 64);
    }

    @Test
    void comesBackAsItWasWritten() {
        LocatorFilter filter = full(KEYS);
        ByteBuffer bytes = ByteBuffer.allocate(filter.byteLength());
        filter.write(bytes);
        assertThat(bytes.remaining()).isZero();
        LocatorFilter again = LocatorFilter.read(bytes.flip());
        for (int n = 0; n < KEYS; n++) {
            assertThat(again.mayHold(known(n))).isTrue();
        }
        assertThat(passed(again)).isEqualTo(passed(filter));
    }

    @Test
    void isNotReadFromAnythingElse() {
        LocatorFilter filter = new LocatorFilter(1000);
        ByteBuffer bytes = ByteBuffer.allocate(filter.byteLength());
        filter.write(bytes);
        bytes.flip().limit(bytes.limit() - 1);
        assertThatThrownBy(() -> LocatorFilter.read(bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LocatorFilter.read(ByteBuffer.allocate(15)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LocatorFilter.read(ByteBuffer.allocate(80)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
