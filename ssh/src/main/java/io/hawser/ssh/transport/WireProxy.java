package io.hawser.ssh.transport;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Gives the library a wire that is connected already, read through {@code input}. */
record WireProxy(Wire wire, InputStream input) implements Proxy {
    /** What is said of a wire that the library closed. */
    static final String BROKE_OFF = "the connection broke off";

    @Override
    public void connect(SocketFactory factory, String host, int port, int timeout) {}

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return wire.output();
    }

    @Override
    public Socket getSocket() {
        return null;
    }

    @Override
    public void close() {
        wire.close(BROKE_OFF);
    }
}
