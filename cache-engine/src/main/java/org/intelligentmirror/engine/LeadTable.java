package org.intelligentmirror.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.intelligentmirror.locator.Locator;

/**
 * Requests that went upstream a moment ago and whose responses are not here yet, and those that wait for them.
 *
 * <pre>
 *   nothing ──(a request)──→ LED ──(it arrives, or is here)────────────────────→ nothing; who waits looks again
 *                            LED ──(not kept: who asks for that URL goes, one of the others leads)
 *      ↑                    │ ↑
 *      │       (join.wait)  │ │ (join.wait, somebody waits: the first of them leads too; twice)
 *      │                    ├─┘
 *      ├──(nobody waits)────┤
 *      └──(a minute)── COLD ←┘ (join.wait a third time: one more leads, the others go upstream as well)
 * </pre>
 *
 * So nobody waits longer than three times {@code join.wait}, and at most {@value #MAX_PROMOTIONS} are promoted. That a
 * leader's client has left is never told here: the time-out covers it. A COLD key is not waited on.
 *
 * <p>An origin whose responses are never shown (Squid keeps those without a length from us) would cost each package
 * that wait. So an origin that let three leads of one key time out is SILENT, and nobody waits for it either, for as
 * long as a key is COLD; for ten minutes one more time-out is enough. Its next response ends that.
 *
 * <p>One lock, under which nothing blocks and no foreign code runs but {@code stillUnknown}.
 */
final class LeadTable {
    /** Requests promoted to lead for one key before it is left alone. */
    static final int MAX_PROMOTIONS = 3;
    /** How long a key that was led in vain is not waited on. */
    static final Duration COLD = Duration.ofSeconds(60);
    /** Keys led at once; requests for further ones go upstream without leading. */
    static final int MAX_LEADS = 10_000;
    /** Keys remembered as cold; the oldest is forgotten for one more. */
    static final int MAX_COLD = 10_000;
    /** How long an origin that was silent is so again after one time-out. */
    static final Duration PROBATION = Duration.ofMinutes(10);
    /** Origins remembered as silent; the oldest is forgotten for one more. */
    static final int MAX_SILENT = 1000;
    /** Old leads looked at, to be dropped, for each new one. */
    private static final int SWEEP = 8;

    /** What a request does. */
    enum Part {
        /** Goes upstream, and others wait for its response. */
        LEADS,
        /** Waits; it will be called. */
        WAITS,
        /** Looks again: something came in the meantime. */
        LOOKS_AGAIN,
        /** Goes upstream by itself. */
        ALONE
    }

    private final Map<ArrivalKey, Lead> leads = new LinkedHashMap<>();
    private final Map<Locator, Lead> byLeader = new HashMap<>();
    private final ColdList<ArrivalKey> cold = new ColdList<>(MAX_COLD);
    private final ColdList<String> silent = new ColdList<>(MAX_SILENT);
    private final Duration maxWait;
    private final int maxWaiting;
    private final Alarm alarm;
    private int waiting;

    LeadTable(Duration maxWait, int maxWaiting, Alarm alarm) {
        this.maxWait = maxWait;
        this.maxWaiting = maxWaiting;
        this.alarm = alarm;
    }

    private static final class Lead {
        private final ArrivalKey key;
        private final List<Locator> leaders = new ArrayList<>();
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private long beganNanos;
        private int promotions;
        private Runnable forgetAlarm = () -> {};

        private Lead(ArrivalKey key, long beganNanos) {
            this.key = key;
            this.beganNanos = beganNanos;
        }
    }

    /** A request that may have to wait. {@code called} is told once, on any thread, unless the request left before. */
    static final class Waiter {
        private final Locator locator;
        private final Consumer<Part> called;
        /** Guarded by the table. */
        private boolean waits;

        Waiter(Locator locator, Consumer<Part> called) {
            this.locator = locator;
            this.called = called;
        }
    }

    /**
     * Gives a request that found nothing its part.
     *
     * @param stillUnknown whether nothing came for the key since it was looked for
     */
    synchronized Part enter(ArrivalKey key, Waiter waiter, BooleanSupplier stillUnknown) {
        long now = alarm.nanos();
        Lead lead = leads.get(key);
        if (lead != null && !isOver(lead, now)) {
            return await(lead, waiter, now);
        }
        if (!stillUnknown.getAsBoolean()) {
            return Part.LOOKS_AGAIN;
        }
        if (lead != null) {
            drop(lead);
        }
        dropOld(now);
        boolean inVain = cold.holds(key, COLD, now) || isSilent(waiter.locator, COLD, now);
        if (maxWait.isZero() || maxWaiting == 0 || inVain || leads.size() >= MAX_LEADS) {
            return Part.ALONE;
        }
        Lead begun = new Lead(key, now);
        leads.put(key, begun);
        addLeader(begun, waiter.locator);
        return Part.LEADS;
    }

    private Part await(Lead lead, Waiter waiter, long now) {
        if (waiting >= maxWaiting) {
            return Part.ALONE;
        }
        waiting++;
        waiter.waits = true;
        lead.waiters.add(waiter);
        if (lead.waiters.size() == 1) {
            Duration left = maxWait.minusNanos(now - lead.beganNanos);
            lead.forgetAlarm = alarm.after(left.isNegative() ? Duration.ZERO : left, () -> timeOut(lead));
        }
        return Part.WAITS;
    }

    /** Only leads without an alarm end by the clock. */
    private boolean isOver(Lead lead, long now) {
        return lead.waiters.isEmpty() && now - lead.beganNanos >= maxWait.toNanos();
    }

    private void addLeader(Lead lead, Locator locator) {
        lead.leaders.add(locator);
        byLeader.put(locator, lead);
    }

    private void drop(Lead lead) {
        lead.forgetAlarm.run();
        leads.remove(lead.key, lead);
        lead.leaders.forEach(locator -> byLeader.remove(locator, lead));
    }

    private void dropOld(long now) {
        List<Lead> old = new ArrayList<>();
        Iterator<Lead> eldest = leads.values().iterator();
        for (int i = 0; i < SWEEP && eldest.hasNext(); i++) {
            Lead lead = eldest.next();
            if (isOver(lead, now)) {
                old.add(lead);
            }
        }
        old.forEach(this::drop);
    }

    private boolean isSilent(Locator locator, Duration time, long now) {
        return !silent.isEmpty() && silent.holds(origin(locator), time, now);
    }

    private static String origin(Locator locator) {
        return locator.scheme() + "://" + locator.host() + ":" + locator.port();
    }

    /** With the lock: an origin answers where it can be seen. */
    private void speaks(Locator locator) {
        if (!silent.isEmpty()) {
            silent.forget(origin(locator));
        }
    }

    /** The response to a request for {@code locator} is here, and is stored or cannot be: who waits looks again. */
    void answered(Locator locator) {
        List<Waiter> released;
        synchronized (this) {
            speaks(locator);
            Lead lead = byLeader.get(locator);
            released = lead == null ? List.of() : release(lead);
        }
        released.forEach(waiter -> waiter.called.accept(Part.LOOKS_AGAIN));
    }

    /**
     * The response to a request for {@code locator} is nothing to keep: who asks for the same URL goes on. It says
     * nothing of other URLs of the same content: who asks for those waits on, and one of them leads if nobody does.
     */
    void failed(Locator locator) {
        List<Waiter> released;
        Runnable promotion = () -> {};
        synchronized (this) {
            speaks(locator);
            Lead lead = byLeader.remove(locator);
            if (lead == null) {
                return;
            }
            lead.leaders.remove(locator);
            released = lead.waiters.stream()
                    .filter(waiter -> waiter.locator.equals(locator))
                    .toList();
            released.forEach(this::stopWaiting);
            lead.waiters.removeAll(released);
            if (lead.leaders.isEmpty()) {
                lead.forgetAlarm.run();
                promotion = promote(lead);
            } else if (lead.waiters.isEmpty()) {
                lead.forgetAlarm.run();
            }
        }
        released.forEach(waiter -> waiter.called.accept(Part.LOOKS_AGAIN));
        promotion.run();
    }

    /** What is asked for by {@code key} is on its way: who waits looks again. */
    void arrived(ArrivalKey key) {
        List<Waiter> released;
        synchronized (this) {
            Lead lead = leads.get(key);
            released = lead == null ? List.of() : release(lead);
        }
        released.forEach(waiter -> waiter.called.accept(Part.LOOKS_AGAIN));
    }

    private List<Waiter> release(Lead lead) {
        drop(lead);
        List<Waiter> released = new ArrayList<>(lead.waiters);
        lead.waiters.clear();
        released.forEach(this::stopWaiting);
        return released;
    }

    private void stopWaiting(Waiter waiter) {
        waiter.waits = false;
        waiting--;
    }

    private void timeOut(Lead lead) {
        Runnable promotion = () -> {};
        synchronized (this) {
            if (leads.get(lead.key) == lead) {
                long now = alarm.nanos();
                boolean again = lead.leaders.stream().allMatch(leader -> isSilent(leader, PROBATION, now));
                if (again || lead.promotions == MAX_PROMOTIONS - 1) {
                    lead.promotions = MAX_PROMOTIONS - 1;
                    lead.leaders.forEach(leader -> silent.add(origin(leader), now));
                }
                promotion = promote(lead);
            }
        }
        promotion.run();
    }

    /** With the lock: has the one that waits longest lead too. What is returned tells the requests, without it. */
    private Runnable promote(Lead lead) {
        Waiter promoted = lead.waiters.poll();
        if (promoted == null) {
            drop(lead);
            return () -> {};
        }
        stopWaiting(promoted);
        lead.promotions++;
        List<Waiter> released = List.of();
        if (lead.promotions == MAX_PROMOTIONS) {
            released = release(lead);
            cold.add(lead.key, alarm.nanos());
        } else {
            addLeader(lead, promoted.locator);
            lead.beganNanos = alarm.nanos();
            if (!lead.waiters.isEmpty()) {
                lead.forgetAlarm = alarm.after(maxWait, () -> timeOut(lead));
            }
        }
        List<Waiter> alone = released;
        return () -> {
            promoted.called.accept(Part.LEADS);
            alone.forEach(waiter -> waiter.called.accept(Part.ALONE));
        };
    }

    /** A request stops waiting; false if it does not wait (any more). */
    synchronized boolean leave(ArrivalKey key, Waiter waiter) {
        if (!waiter.waits) {
            return false;
        }
        stopWaiting(waiter);
        Lead lead = leads.get(key);
        if (lead != null) {
            lead.waiters.remove(waiter);
            if (lead.waiters.isEmpty()) {
                lead.forgetAlarm.run();
            }
        }
        return true;
    }

    /** Whether a request for it went upstream a moment ago. */
    synchronized boolean isLed(ArrivalKey key) {
        Lead lead = leads.get(key);
        return lead != null && !isOver(lead, alarm.nanos());
    }

    /** Requests that wait now. */
    synchronized int waiting() {
        return waiting;
    }

    /** Keys that are led now, those that ended by the clock and were not looked at since among them. */
    synchronized int size() {
        return leads.size();
    }
}
