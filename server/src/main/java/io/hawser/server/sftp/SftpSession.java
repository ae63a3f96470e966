package io.hawser.server.sftp;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One SFTP session. The transport's threads bring bytes and news and never wait here; requests are worked on one after the other, in the order in which they
 * came, by a thread of a pool that is taken only while there is something to do. It stops when as many replies wait as the client should take first, and
 * with that, because the client's window opens by what was worked on, the client's requests stop.
 */
public final class SftpSession {
    /** A packet may be as long as OpenSSH's: any longer one is no SFTP. */
    static final int LONGEST_PACKET = 256 << 10;

    /** So many requests at a time, then another session's turn. */
    private static final int TURN = 64;

    private final Account account;
    private final Output out;
    private final SftpHost host;
    private final OperationLog log;
    private final Executor executor;
    private final Inflow in = new Inflow();
    private final Replies replies;
    private final Handles handles;

    /** From when the home is open. */
    private volatile Requests requests;

    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean ended;
    private volatile boolean refusing;
    private volatile boolean lost;
    private volatile boolean over;
    private boolean finished;
    private boolean begun;

    /** @param executor lends the threads */
    public SftpSession(Account account, Output out, SftpHost host, OperationLog log, Executor executor) {
        this.account = account;
        this.out = out;
        this.host = host;
        this.log = log;
        this.executor = executor;
        this.replies = new Replies(out);
        this.handles = new Handles(account.handles());
    }

    /** Bytes have come. One thread at a time calls this. */
    public void received(byte[] bytes, int offset, int length) {
        in.append(bytes, offset, length);
        wake();
    }

    /** The client sends no more: what it has asked for is answered, and then the session is finished. */
    public void endOfInput() {
        ended = true;
        wake();
    }

    /** The client, or the network, may take more. */
    public void wake() {
        if (signals.getAndIncrement() == 0 && !handOver()) {
            run();
        }
    }

    /** Whether the pool works on; one that has been shut down does not, and then the thread at hand does, lest anything stay open. */
    private boolean handOver() {
        try {
            executor.execute(this::run);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** The channel is gone: what came before is carried out, nothing is answered, everything is closed. */
    public void lose() {
        lost = true;
        curtail();
        wake();
    }

    /** No file is opened any more. */
    public void refuseFiles() {
        refusing = true;
        curtail();
    }

    /** Passes on what was said meanwhile. */
    private void curtail() {
        Requests begun = requests;
        if (begun != null && lost) {
            begun.stop();
        }
        if (begun != null && refusing) {
            begun.refuseFiles();
        }
    }

    /** Whether there is anything that would be lost if it were ended now. What is asked is asked in the order in which a request goes its way. */
    public boolean isBusy() {
        return handles.size() > 0 || in.available() > 0 || signals.get() != 0 || !out.drained();
    }

    /** How many files and folders are open. */
    public int openHandles() {
        return handles.size();
    }

    private void run() {
        boolean again;
        do {
            int seen = signals.get();
            boolean more;
            try {
                more = work();
            } catch (IOException | RuntimeException | Error e) {
                // Of one request it is told; this is the channel itself.
                finish("failed: " + e.getMessage());
                more = lost && !over;
            }
            if (more && handOver()) {
                return;
            }
            again = more || !signals.compareAndSet(seen, 0);
        } while (again);
    }

    /** Opens the home; not for a client that has gone before he was told that there is a session. */
    private void begin() throws IOException {
        if (lost) {
            finished = true;
            return;
        }
        requests = new Requests(account, new UserFiles(account, host.open(), log), handles, replies, log);
        curtail();
    }

    /** Whether there is more to do at once. */
    private boolean work() throws IOException {
        if (requests == null && !finished) {
            begin();
        }
        for (int i = 0; i < TURN; i++) {
            if (over) {
                return false;
            }
            if (!lost && !out.ready()) {
                return false;
            }
            if (finished || !next()) {
                replies.flush();
                rest();
                return false;
            }
        }
        return true;
    }

    private void rest() throws IOException {
        in.rest();
        if (lost) {
            over = true;
            try {
                handles.loseAll();
            } finally {
                host.over();
            }
            return;
        }
        out.ready();
        if (ended && !finished) {
            finish(in.available() == 0 ? "the client was done" : "the client ended within a request");
        }
    }

    private void finish(String reason) {
        if (!finished) {
            finished = true;
            host.finish(reason);
        }
    }

    /** Works on the next request, if it is there whole. */
    private boolean next() throws IOException {
        int there = in.available();
        if (there < Integer.BYTES) {
            return false;
        }
        int length = in.peekInt();
        int least = begun ? 1 + Integer.BYTES : 1;
        if (length < least || length > LONGEST_PACKET) {
            replies.flush();
            finish("a packet of " + Integer.toUnsignedLong(length) + " bytes");
            return false;
        }
        if (there < Integer.BYTES + length) {
            return false;
        }
        in.skip(Integer.BYTES);
        var request = new Request(in, length);
        boolean carryOn = begun || request.type() == PacketType.INIT;
        if (carryOn) {
            begun = true;
            requests.handle(request, lost);
        } else {
            finish("a request of type " + request.type() + " before the version");
        }
        request.skipRest();
        if (!lost) {
            out.consumed(Integer.BYTES + length);
        }
        return carryOn;
    }
}
