package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.origin.FetchOrder.Urgency.BACKGROUND;
import static org.intelligentmirror.origin.FetchOrder.Urgency.CLIENT_WAITS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.origin.FetchOrder.Urgency;
import org.junit.jupiter.api.Test;

class OrderQueueTest {
    private record Order(String name, String host, Urgency urgency) implements OrderQueue.Waiting {}

    private static Order client(String name, String host) {
        return new Order(name, host, CLIENT_WAITS);
    }

    private static Order background(String name, String host) {
        return new Order(name, host, BACKGROUND);
    }

    @Test
    void clientsGoFirstAndEachInItsOrder() {
        OrderQueue<Order> queue = new OrderQueue<>(9, 9, 9);
        admit(queue, background("b1", "h"), client("c1", "h"), background("b2", "h"), client("c2", "h"));
        assertThat(started(queue)).containsExactly("c1", "c2", "b1", "b2");
    }

    @Test
    void noMoreRunThanInAllAndAtOneHost() {
        OrderQueue<Order> queue = new OrderQueue<>(3, 2, 9);
        Order first = client("a1", "a");
        admit(queue, first, client("a2", "a"), client("a3", "a"), client("b1", "b"), client("b2", "b"));
        assertThat(started(queue)).containsExactly("a1", "a2", "b1");
        assertThat(queue.running()).isEqualTo(3);
        assertThat(queue.waiting()).isEqualTo(2);
        queue.done(first);
        assertThat(started(queue)).containsExactly("a3");
    }

    @Test
    void whatNoClientWaitsForLeavesOnePlaceInAllAndAtEachHost() {
        OrderQueue<Order> inAll = new OrderQueue<>(3, 3, 9);
        admit(inAll, background("b1", "a"), background("b2", "b"), background("b3", "c"));
        assertThat(started(inAll)).containsExactly("b1", "b2");
        admit(inAll, client("c1", "a"));
        assertThat(started(inAll)).containsExactly("c1");

        OrderQueue<Order> atHost = new OrderQueue<>(9, 2, 9);
        admit(atHost, background("b1", "a"), background("b2", "a"), background("b3", "b"));
        assertThat(started(atHost)).containsExactly("b1", "b3");
        admit(atHost, client("c1", "a"), client("c2", "a"));
        assertThat(started(atHost)).containsExactly("c1");
    }

    @Test
    void whereThereIsOnePlaceItIsForAll() {
        OrderQueue<Order> queue = new OrderQueue<>(1, 1, 9);
        admit(queue, background("b1", "a"));
        assertThat(started(queue)).containsExactly("b1");
    }

    @Test
    void aFullQueueTurnsAwayTheNewestThatNoClientWaitsFor() {
        OrderQueue<Order> queue = new OrderQueue<>(1, 1, 2);
        Order oldest = background("b1", "h");
        Order newest = background("b2", "h");
        admit(queue, oldest, newest);
        Order tooMany = background("b3", "h");
        assertThat(queue.admit(tooMany)).containsSame(tooMany);
        assertThat(queue.admit(client("c1", "h"))).containsSame(newest);
        assertThat(queue.admit(client("c2", "h"))).containsSame(oldest);
        Order late = client("c3", "h");
        assertThat(queue.admit(late)).containsSame(late);
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void whatWasWithdrawnNeverRuns() {
        OrderQueue<Order> queue = new OrderQueue<>(9, 9, 9);
        Order twin = client("c", "h");
        Order other = client("c", "h");
        admit(queue, twin, other);
        assertThat(queue.withdraw(twin)).isTrue();
        assertThat(queue.withdraw(twin)).isFalse();
        assertThat(queue.next()).containsSame(other);
        assertThat(queue.withdraw(other)).isFalse();
    }

    @Test
    void drainingLeavesNothingThatWaits() {
        OrderQueue<Order> queue = new OrderQueue<>(1, 1, 9);
        admit(queue, client("c1", "h"), client("c2", "h"), background("b1", "h"));
        assertThat(queue.next()).isPresent();
        assertThat(queue.drain()).extracting(Order::name).containsExactly("c2", "b1");
        assertThat(queue.waiting()).isZero();
        assertThat(queue.running()).isEqualTo(1);
    }

    private static void admit(OrderQueue<Order> queue, Order... orders) {
        for (Order order : orders) {
            assertThat(queue.admit(order)).isEmpty();
        }
    }

    private static List<String> started(OrderQueue<Order> queue) {
        List<String> names = new ArrayList<>();
        for (Optional<Order> next = queue.next(); next.isPresent(); next = queue.next()) {
            names.add(next.get().name());
        }
        return names;
    }
}
