package io.hawser.testkit;

import io.hawser.testkit.Fault.Cut;
import io.hawser.testkit.Fault.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** One client's connection through a {@link FaultProxy}: two sockets and a pump for each direction. */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server = new Socket();
    private final List<Fault> faults;
    private final Crew crew;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger flowing = new AtomicInteger(2);
    private volatile boolean clientDismissed;

    ProxiedConnection(Socket client, List<Fault> faults, Crew crew) {
        this.client = client;
        this.faults = faults;
        this.crew = crew;
    }

    /** Pumps until the connection has ended; the calling thread is the one that pumps towards the client. */
    void run(InetSocketAddress target, LongAdder toClient, LongAdder toServer) {
        threads.add(Thread.currentThread());
        if (faults.stream().anyMatch(Fault.Refuse.class::isInstance)) {
            reset();
            return;
        }
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target);
            Pump up = new Pump(this, client, server, of(Direction.TO_SERVER), toServer);
            start("up", () -> {
                up.run();
                clientEnded();
            });
            new Pump(this, server, client, of(Direction.TO_CLIENT), toClient).run();
            directionEnded();
            closed.await();
        } catch (IOException _) {
            reset();
        } catch (InterruptedException _) {
            // Whoever interrupts this thread wants it to end, which it is about to.
            reset();
        }
    }

    /** Starts a thread that is interrupted when this connection is closed. */
    void start(String role, Runnable work) {
        crew.start(role, () -> {
            threads.add(Thread.currentThread());
            if (closed.getCount() == 0) {
                Thread.currentThread().interrupt();
            }
            work.run();
        });
    }

    private List<Fault> of(Direction direction) {
        return faults.stream().filter(f -> f.direction() == direction).toList();
    }

    private void clientEnded() {
        boolean holdsBack = faults.stream().anyMatch(f -> f instanceof Fault.StallAfter || f instanceof Fault.Drip);
        if (holdsBack || clientDismissed) {
            reset();
        }
        directionEnded();
    }

    private void directionEnded() {
        if (flowing.decrementAndGet() == 0) {
            close();
        }
    }

    /** Whether the client got an early end, so that what either side still sends goes nowhere. */
    boolean clientDismissed() {
        return clientDismissed;
    }

    /**
     * Does what a cut says to the direction it counts.
     *
     * @return whether what still comes from the sender is to be read, and thrown away
     */
    boolean cut(Cut cut) throws IOException, InterruptedException {
        switch (cut) {
            case Fault.ResetAfter _ -> reset();
            case Fault.StallAfter _ -> closed.await();
            case Fault.FinAfter fin
            when fin.direction() == Direction.TO_SERVER -> {
                server.shutdownOutput();
                return true;
            }
            case Fault.FinAfter _ -> {
                clientDismissed = true;
                client.shutdownOutput();
                // Closing the client's socket while it still sends would turn the orderly end into a reset.
                server.close();
            }
        }
        return false;
    }

    /** A side that is gone takes the other with it, unless the client was given an orderly end. */
    void fail() {
        if (!clientDismissed) {
            reset();
        }
    }

    /** Ends both sides with a TCP reset. */
    void reset() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException _) {
                // Closed already: then there is nothing left to reset.
            }
        }
        close();
    }

    private void close() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.close();
            } catch (IOException _) {
                // Its descriptor is released all the same, and a proxy has nobody to tell.
            }
        }
        closed.countDown();
        // A closed socket wakes whoever reads or writes it; only an interrupt wakes who waits for the next drip.
        threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
    }
}
