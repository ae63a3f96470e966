package io.hawser.ssh.transport;

import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.OutputStream;

/** A session channel of the library. */
final class SshChannel implements Channel {
    /** Between two looks at how much waits to be sent. */
    private static final int SLICE = 256 << 10;

    private final SshConnection connection;
    private final com.jcraft.jsch.Channel channel;
    private final Inflow inflow;
    private final OutputStream output;

    SshChannel(SshConnection connection, com.jcraft.jsch.Channel channel, Inflow inflow) throws IOException {
        this.connection = connection;
        this.channel = channel;
        this.inflow = inflow;
        this.output = channel.getOutputStream();
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
        for (int sent = 0; sent < length; ) {
            int count = Math.min(SLICE, length - sent);
            int from = offset + sent;
            checked(() -> output.write(bytes, from, count));
            sent += count;
        }
    }

    @Override
    public void flush() throws IOException {
        checked(output::flush);
    }

    @Override
    public void sendEof() throws IOException {
        if (!channel.isClosed()) {
            try {
                connection.wire().awaitRoom(channel::isClosed);
                output.close();
            } catch (IOException | RuntimeException e) {
                throw gone(e);
            }
        }
    }

    @Override
    public void signal(String name) throws IOException {
        try {
            channel.sendSignal(name);
        } catch (JSchException e) {
            if (!"channel request: timeout".equals(e.getMessage())) {
                throw new IOException("the server does not deliver the signal " + Shown.text(name), e);
            }
        } catch (Exception e) {
            throw gone(e);
        }
    }

    @Override
    public void close() {
        channel.disconnect();
        inflow.over();
        connection.forget(this);
    }

    /** The connection is over, and the library with it. */
    void lost() {
        inflow.over();
    }

    private interface Sending {
        void run() throws IOException;
    }

    private void checked(Sending sending) throws IOException {
        try {
            connection.wire().awaitRoom(channel::isClosed);
            sending.run();
        } catch (IOException | RuntimeException e) {
            throw gone(e);
        }
        // The library drops what is sent on a closed channel, and says nothing.
        if (channel.isClosed()) {
            throw gone(null);
        }
    }

    private IOException gone(Exception cause) {
        var failure = inflow.failure();
        if (failure != null) {
            return new IOException("the channel was closed: " + Shown.words(failure), failure);
        }
        var reason = connection.lost().map(why -> "the connection was lost: " + why);
        return new IOException(reason.orElse("the channel is closed"), cause);
    }
}
