package org.intelligentmirror.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** Memory and threads of this Java process. */
final class JvmGauges {
    private JvmGauges() {}

    static void register(PrometheusRegistry registry) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory in use")
                .labelNames("area")
                .callback(callback -> {
                    callback.call((double) memory.getHeapMemoryUsage().getUsed(), "heap");
                    callback.call((double) memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_max_bytes")
                .help("Most memory the heap may take")
                .labelNames("area")
                .callback(callback ->
                        callback.call((double) memory.getHeapMemoryUsage().getMax(), "heap"))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_buffer_pool_used_bytes")
                .help("Memory of direct and mapped buffers")
                .labelNames("pool")
                .callback(
                        callback -> pools.forEach(pool -> callback.call((double) pool.getMemoryUsed(), pool.getName())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_threads_current")
                .help("Live threads")
                .callback(callback -> callback.call(threads.getThreadCount()))
                .register(registry);
    }
}
