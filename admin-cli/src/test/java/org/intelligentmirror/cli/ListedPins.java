package org.intelligentmirror.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.engine.EvictionReport;
import org.intelligentmirror.engine.Pin;
import org.intelligentmirror.engine.Pins;
import org.intelligentmirror.store.Capacity.Limit;
import org.intelligentmirror.store.Sha256;

/** Pins on a list; a pattern of {@code *} is always over the limit. Keeps the digests it was told to. */
final class ListedPins implements Pins {
    static final Instant PINNED = Instant.parse("2026-03-04T05:06:07Z");

    private final List<Pin> pins = new ArrayList<>();

    /** One package of three blocks evicted for the store's limit. */
    static EvictionReport report() {
        return new EvictionReport(
                EvictionReport.Room.FREE,
                1 << 20,
                1 << 19,
                2,
                8192,
                true,
                Map.of(Limit.MAX_SIZE, new EvictionReport.Evicted(1, 12_288)),
                Optional.of(PINNED),
                Optional.of(Duration.ofSeconds(77)));
    }

    @Override
    public synchronized List<Pin> list() {
        return List.copyOf(pins);
    }

    @Override
    public synchronized Outcome pin(Pin.Kind kind, String pattern) {
        if (pattern.equals("*")) {
            return new Outcome.OverLimit(Optional.of("deb"), 1, 20, 10);
        }
        if (pattern.isEmpty()) {
            return new Outcome.Refused("empty");
        }
        Pin pin = new Pin(pins.size() + 1L, kind, pattern, PINNED);
        pins.add(pin);
        return new Outcome.Pinned(pin, 3, 4096);
    }

    @Override
    public synchronized Optional<Pin> unpin(long id) {
        Optional<Pin> found = pins.stream().filter(pin -> pin.id() == id).findFirst();
        found.ifPresent(pins::remove);
        return found;
    }

    @Override
    public synchronized Optional<Pin> keeping(Sha256 sha256) {
        return pins.stream()
                .filter(pin -> pin.pattern().equals(sha256.toString()))
                .findFirst();
    }
}
