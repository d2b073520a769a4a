package org.intelligentmirror.eviction;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Requests, and objects that left their index, in order of time.
 *
 * @param minutes when, since the start
 * @param objects which object
 * @param requested whether it is requested; else its index lists it no more
 * @param sizes bytes of each object
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of them, and never compared.
record Trace(int[] minutes, int[] objects, boolean[] requested, int[] sizes) {
    /** A cache that sees the trace. */
    interface Cache {
        /** Whether the object was held; it is afterwards, if the cache wants it. */
        boolean request(int object, long size, int minute);

        /** The object left its index. */
        default void delisted(int object, int minute) {}
    }

    /** Share of the requested bytes that were held. */
    double byteHitRatio(Cache cache) {
        long hit = 0;
        long asked = 0;
        for (int i = 0; i < objects.length; i++) {
            int object = objects[i];
            if (!requested[i]) {
                cache.delisted(object, minutes[i]);
                continue;
            }
            asked += sizes[object];
            hit += cache.request(object, sizes[object], minutes[i]) ? sizes[object] : 0;
        }
        return (double) hit / asked;
    }

    /** The objects requested, in order. */
    int[] requests() {
        return IntStream.range(0, objects.length)
                .filter(i -> requested[i])
                .map(i -> objects[i])
                .toArray();
    }

    /** Bytes of all objects requested. */
    long uniqueBytes() {
        return Arrays.stream(requests())
                .distinct()
                .mapToLong(object -> sizes[object])
                .sum();
    }
}
