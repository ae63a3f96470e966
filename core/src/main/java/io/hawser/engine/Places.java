package io.hawser.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/**
 * How many transfers run at the same time, and how many of their parts from each {@linkplain Host host} and to it. A transfer gets its place and its permits together or
 * none of them, so nobody holds one while it waits for another. They are given out in the order of the requests, to threads that wait and to work that is begun when its turn comes;
 * but a request whose host is full keeps nobody waiting who goes elsewhere.
 *
 * <p>Whoever gives a place up on a worker can carry out the next work by itself, so that many small files follow one another on a few threads.
 */
final class Places {
    /** Those who wait, by where they come from and go to; all of a line wait for the first. */
    private final Map<Route, Line> lines = new HashMap<>();

    /** The lines that no host is known to hold up, the longest waiting first. */
    private final PriorityQueue<Line> ready = new PriorityQueue<>(Comparator.comparingLong(Line::since));

    private long requests;
    private int free;

    Places(int count) {
        free = count;
    }

    /** Work that waits for a place. */
    interface Work {
        /** Begins it on another thread: it has its place. */
        void start();
    }

    /** Bounds the parts that are under way from one host, or those to it. */
    static final class Host {
        /** One without a bound. */
        static final Host ANY = new Host(Integer.MAX_VALUE);

        private final int most;
        private final List<Line> heldUp = new ArrayList<>();
        private int used;
        private boolean reserved;

        /** {@code most}: how many parts at a time, 1 or more. */
        Host(int most) {
            this.most = most;
        }

        private boolean bounded() {
            return most < Integer.MAX_VALUE;
        }

        private int room() {
            return !bounded() ? Integer.MAX_VALUE : reserved ? 0 : most - used;
        }

        private void use(int parts) {
            if (bounded()) {
                used += parts;
            }
        }

        /** A line waits here. Nobody later gets ahead of a request for several permits, which would never find them free at once. */
        private void holdUp(Line line, int parts) {
            heldUp.add(line);
            reserved |= parts > 1;
        }
    }

    /** Where the bytes of a transfer come from and where they go to. */
    record Route(Host from, Host to) {
        /** Between places that bound nothing. */
        static final Route OPEN = new Route(Host.ANY, Host.ANY);

        private int room() {
            return Math.min(from.room(), to.room());
        }

        private void use(int parts) {
            from.use(parts);
            to.use(parts);
        }
    }

    /** A request that waits. */
    static final class Turn {
        private final Work work;
        private final int parts;
        private final long number;
        private final CountDownLatch come = new CountDownLatch(1);
        private boolean withdrawn;

        private Turn(Work work, int parts, long number) {
            this.work = work;
            this.parts = parts;
            this.number = number;
        }

        private boolean hasCome() {
            return come.getCount() == 0;
        }
    }

    private static final class Line {
        private final Route route;
        private final Deque<Turn> turns = new ArrayDeque<>();

        private Line(Route route) {
            this.route = route;
        }

        private long since() {
            return turns.getFirst().number;
        }

        /** Drops those that were withdrawn from its head; whether there were any. */
        private boolean dropWithdrawn() {
            boolean any = false;
            while (!turns.isEmpty() && turns.getFirst().withdrawn) {
                turns.removeFirst();
                any = true;
            }
            return any;
        }
    }

    /** Takes a place and a permit at each end, then the result is null; or queues up, and has {@code work}, unless it is null, begun when its turn comes. */
    Turn request(Work work, Route route) {
        return request(work, route, 1);
    }

    private synchronized Turn request(Work work, Route route, int parts) {
        var turn = new Turn(work, parts, requests++);
        var line = lines.get(route);
        if (line == null) {
            line = new Line(route);
            line.turns.add(turn);
            lines.put(route, line);
            ready.add(line);
        } else {
            line.turns.add(turn);
        }
        // Of those that wait, nobody else can have become able to begin by this.
        grant();
        return turn.hasCome() ? null : turn;
    }

    /** Takes a place and {@code parts} permits at each end, when there are as many. */
    void take(Route route, int parts) throws InterruptedException {
        var turn = request(null, route, parts);
        if (turn == null) {
            return;
        }
        try {
            turn.come.await();
        } catch (InterruptedException e) {
            if (!withdraw(turn)) {
                release(route, parts);
            }
            throw e;
        }
    }

    /** Gives a turn up; false when it has come already. */
    synchronized boolean withdraw(Turn turn) {
        if (turn.hasCome()) {
            return false;
        }
        // It is passed over when it comes, since a search for it among a million would take too long.
        turn.withdrawn = true;
        return true;
    }

    /** Further permits at both ends, as many as are free, at most {@code wanted}. */
    synchronized int takeFurther(Route route, int wanted) {
        int got = Math.clamp(route.room(), 0, wanted);
        route.use(got);
        return got;
    }

    /** Gives permits back, but no place. */
    void releaseFurther(Route route, int parts) {
        if (parts > 0) {
            begin(giveBack(route, parts, 0)).forEach(Work::start);
        }
    }

    /** Gives a place and its permits to the next that wait for them. */
    void release(Route route, int parts) {
        begin(giveBack(route, parts, 1)).forEach(Work::start);
    }

    /** Gives a place and its permits to the next that wait for them; the first of those that are work the caller has to begin. Null when there is none. */
    Work pass(Route route, int parts) {
        var next = begin(giveBack(route, parts, 1));
        if (next.isEmpty()) {
            return null;
        }
        next.subList(1, next.size()).forEach(Work::start);
        return next.getFirst();
    }

    private static List<Work> begin(List<Turn> come) {
        return come.stream().map(turn -> turn.work).filter(work -> work != null).toList();
    }

    private synchronized List<Turn> giveBack(Route route, int parts, int places) {
        free += places;
        giveBack(route.from(), parts);
        giveBack(route.to(), parts);
        return grant();
    }

    private void giveBack(Host host, int parts) {
        host.use(-parts);
        host.reserved = false;
        ready.addAll(host.heldUp);
        host.heldUp.clear();
    }

    /** Has the turn come of everybody who can begin. */
    private List<Turn> grant() {
        var come = new ArrayList<Turn>();
        while (free > 0 && !ready.isEmpty()) {
            var line = ready.poll();
            boolean later = line.dropWithdrawn();
            if (line.turns.isEmpty()) {
                lines.remove(line.route);
                continue;
            }
            if (later) {
                ready.add(line);
                continue;
            }
            var turn = line.turns.getFirst();
            var full = full(line.route, turn.parts);
            if (full != null) {
                full.holdUp(line, turn.parts);
                continue;
            }
            free--;
            line.route.use(turn.parts);
            line.turns.removeFirst();
            turn.come.countDown();
            come.add(turn);
            if (line.turns.isEmpty()) {
                lines.remove(line.route);
            } else {
                ready.add(line);
            }
        }
        return come;
    }

    /** The end that has too few permits; null when both have enough. */
    private static Host full(Route route, int parts) {
        return route.from().room() < parts ? route.from() : route.to().room() < parts ? route.to() : null;
    }
}
