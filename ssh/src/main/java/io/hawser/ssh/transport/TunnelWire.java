package io.hawser.ssh.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A channel of another connection, to a host behind it: ProxyJump of ssh_config(5). Owns that connection. */
final class TunnelWire extends PipedWire implements ChannelListener {
    private final Connection jump;
    private final byte[] waiting;
    private Channel channel;
    private int position;
    private int count;
    private boolean ended;
    private String lost;

    /** {@code window}: bytes that may come before the first of them is read. */
    TunnelWire(Connection jump, int window, String peer) {
        super(peer);
        this.jump = jump;
        this.waiting = new byte[window];
    }

    synchronized void over(Channel opened) {
        channel = opened;
    }

    @Override
    public synchronized void data(byte[] bytes, int offset, int length) throws IOException {
        for (int taken = 0; taken < length && !ended; ) {
            int at = (position + count) % waiting.length;
            int piece = Math.min(Math.min(length - taken, waiting.length - count), waiting.length - at);
            if (piece == 0) {
                await();
                continue;
            }
            System.arraycopy(bytes, offset + taken, waiting, at, piece);
            count += piece;
            taken += piece;
            notifyAll();
        }
    }

    @Override
    public synchronized void eof() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized void closed(Closing how) {
        lost = how.lost().orElse(null);
        ended = true;
        notifyAll();
    }

    @Override
    synchronized int receive(byte[] bytes, int offset, int length) throws IOException {
        while (count == 0) {
            if (ended) {
                return -1;
            }
            await();
        }
        int piece = Math.min(Math.min(length, count), waiting.length - position);
        System.arraycopy(waiting, position, bytes, offset, piece);
        position = (position + piece) % waiting.length;
        count -= piece;
        notifyAll();
        return piece;
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        Channel to;
        synchronized (this) {
            to = channel;
        }
        to.send(bytes.array(), bytes.position(), bytes.remaining());
        to.flush();
        bytes.position(bytes.limit());
    }

    @Override
    void shut() {
        jump.close();
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    @Override
    synchronized String endOfInput() {
        return lost == null ? "the server closed the connection" : "the connection to the jump host was lost: " + lost;
    }

    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
