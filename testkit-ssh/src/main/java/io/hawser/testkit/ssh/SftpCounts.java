package io.hawser.testkit.ssh;

import io.hawser.testkit.ssh.SftpRequest.Type;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What all sessions of a server have seen. */
final class SftpCounts {
    private final Map<Type, AtomicInteger> requests = new EnumMap<>(Type.class);
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger openHandles = new AtomicInteger();
    private final AtomicInteger mostOutstanding = new AtomicInteger();
    private final LongAdder dataSent = new LongAdder();
    private final Queue<SftpRequest> log = new ConcurrentLinkedQueue<>();

    SftpCounts() {
        for (Type type : Type.values()) {
            requests.put(type, new AtomicInteger());
        }
    }

    int next(Type type) {
        return requests.get(type).incrementAndGet();
    }

    int count(Type type) {
        return requests.get(type).get();
    }

    AtomicInteger sessions() {
        return sessions;
    }

    AtomicInteger openHandles() {
        return openHandles;
    }

    void outstanding(int now) {
        mostOutstanding.accumulateAndGet(now, Math::max);
    }

    int mostOutstanding() {
        return mostOutstanding.get();
    }

    void sent(int bytes) {
        dataSent.add(bytes);
    }

    long dataSent() {
        return dataSent.sum();
    }

    void log(SftpRequest request) {
        log.add(request);
    }

    List<SftpRequest> log() {
        return List.copyOf(log);
    }
}
