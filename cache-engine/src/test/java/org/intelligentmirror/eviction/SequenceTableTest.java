package org.intelligentmirror.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTableTest {
    @Test
    void behavesLikeAMapThroughManyAdditionsAndRemovals() {
        SequenceTable table = new SequenceTable();
        Map<Long, Integer> model = new HashMap<>();
        long[] sequences = new long[3000];
        Random random = new Random(1);
        for (int step = 0; step < 200_000; step++) {
            int slot = random.nextInt(sequences.length);
            if (model.remove(sequences[slot], slot)) {
                table.remove(slot, sequences);
            } else {
                sequences[slot] = (long) slot << random.nextInt(40);
                if (model.putIfAbsent(sequences[slot], slot) == null) {
                    table.put(slot, sequences);
                }
            }
            long asked = sequences[random.nextInt(sequences.length)];
            assertThat(table.find(asked, sequences)).isEqualTo(model.getOrDefault(asked, -1));
        }
        assertThat(table.size()).isEqualTo(model.size());
    }
}
