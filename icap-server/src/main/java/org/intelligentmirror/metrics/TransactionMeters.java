package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/**
 * The meters of ICAP transactions. Children are looked up by array index and made at their first use: a label lookup
 * would hash and allocate for each transaction. Any thread.
 */
@SuppressWarnings("EnumOrdinal") // index into arrays made of the same enums
final class TransactionMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Upper bounds in seconds: a 204 takes well under a millisecond, a large body minutes. */
    private static final double[] SECONDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600};

    /** The services there are; a name that is none of them is counted as the last. */
    private static final String[] SERVICES = {"reqmod", "respmod", "other"};

    private static final Verdict[] VERDICTS = Verdict.values();
    private static final Reason[] REASONS = Reason.values();

    private final Counter transactions;
    private final Histogram seconds;
    private final AtomicReferenceArray<CounterDataPoint> transactionChildren =
            new AtomicReferenceArray<>(SERVICES.length * VERDICTS.length * REASONS.length);
    private final AtomicReferenceArray<DistributionDataPoint> secondsChildren =
            new AtomicReferenceArray<>(SERVICES.length * VERDICTS.length);
    private final CounterDataPoint[] servedBytes;

    TransactionMeters(PrometheusRegistry registry) {
        transactions = Counter.builder()
                .name("intelligentmirror_transactions_total")
                .help("ICAP transactions answered")
                .labelNames("service", "verdict", "reason")
                .withoutExemplars()
                .register(registry);
        Counter served = Counter.builder()
                .name("intelligentmirror_served_bytes_total")
                .help("Body bytes sent to Squid")
                .labelNames("verdict")
                .withoutExemplars()
                .register(registry);
        seconds = Histogram.builder()
                .name("intelligentmirror_transaction_seconds")
                .help("From the first byte of a request to the end of its answer")
                .labelNames("service", "verdict")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .withoutExemplars()
                .register(registry);
        servedBytes = new CounterDataPoint[VERDICTS.length];
        for (Verdict verdict : VERDICTS) {
            servedBytes[verdict.ordinal()] = served.labelValues(verdict.name());
        }
    }

    void add(String service, Verdict verdict, Reason reason, long bodyBytes, long nanos) {
        int serviceIndex = serviceIndex(service);
        int pair = serviceIndex * VERDICTS.length + verdict.ordinal();
        int triple = pair * REASONS.length + reason.ordinal();
        CounterDataPoint counter = transactionChildren.get(triple);
        if (counter == null) {
            // Two threads may both look it up; they get the same child.
            counter = transactions.labelValues(SERVICES[serviceIndex], verdict.name(), reason.token());
            transactionChildren.set(triple, counter);
        }
        counter.inc();
        DistributionDataPoint distribution = secondsChildren.get(pair);
        if (distribution == null) {
            distribution = seconds.labelValues(SERVICES[serviceIndex], verdict.name());
            secondsChildren.set(pair, distribution);
        }
        distribution.observe(nanos / NANOS_PER_SECOND);
        if (bodyBytes > 0) {
            servedBytes[verdict.ordinal()].inc(bodyBytes);
        }
    }

    private static int serviceIndex(String service) {
        for (int i = 0; i < SERVICES.length - 1; i++) {
            if (SERVICES[i].equals(service)) {
                return i;
            }
        }
        return SERVICES.length - 1;
    }
}
