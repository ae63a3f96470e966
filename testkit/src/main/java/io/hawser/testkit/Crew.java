package io.hawser.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one server. They are platform threads: a leak check sees them, and a thread dump shows what they wait
 * for. Whoever joins them has closed before whatever they may be blocked in.
 */
final class Crew {
    private static final long JOIN_SECONDS = 30;

    private final String name;
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    Crew(String name) {
        this.name = name;
    }

    /** Starts a thread, unless the crew was dismissed: then the thread that is returned never runs. */
    synchronized Thread start(String role, Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name(name + "-" + role).unstarted(work);
        if (!closed) {
            threads.removeIf(earlier -> !earlier.isAlive());
            threads.add(thread);
            thread.start();
        }
        return thread;
    }

    /** Interrupts all threads and waits for their ends. */
    void dismiss() {
        List<Thread> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(threads);
        }
        all.forEach(Thread::interrupt);
        all.stream().filter(thread -> thread != Thread.currentThread()).forEach(Crew::join);
    }

    /** Waits for the end of a thread. An interrupt of the waiting thread must not leave one behind: it is kept for later. */
    static void join(Thread thread) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        while (thread.isAlive()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(thread.getName() + " did not end within " + JOIN_SECONDS + " s: "
                        + List.of(thread.getStackTrace()));
            }
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
