package io.hawser.server.sftp;

import io.hawser.server.Permission;
import io.hawser.server.Uploads;
import io.hawser.server.jail.Jail;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A session without a network, whose threads are the test's: nothing happens until it says so. */
final class SftpBench implements Output, SftpHost, Executor {
    private static final int PACKET = 1 << 15;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> replies = new ArrayDeque<>();
    private final OpenUploads uploads = new OpenUploads();
    private final List<String> operations = new ArrayList<>();
    private final Jail jail;
    private final SftpSession session;
    private Runnable atSend = () -> {};
    private Error failure;
    private boolean shutDown;
    private String finished;
    private int overs;

    SftpBench(Path root, Jail jail) {
        this.jail = jail;
        var account = new Account(
                "tester", root, Set.of(Permission.values()), Uploads.WHOLE, true, uploads, "SSH-2.0-tester", 1_000);
        session = new SftpSession(
                account,
                this,
                this,
                (operation, path, target, bytes, error) -> operations.add(operation + " " + path + " " + error),
                this);
        ask(packet(1, 3));
        replies.clear();
    }

    SftpSession session() {
        return session;
    }

    OpenUploads uploads() {
        return uploads;
    }

    /** Is called whenever a packet with replies leaves the session. */
    void atSend(Runnable action) {
        atSend = action;
    }

    /** Whoever asks for a packet meets this. */
    void failing(Error with) {
        failure = with;
    }

    /** The pool takes nothing more. */
    void shutDown() {
        shutDown = true;
    }

    String finished() {
        return finished;
    }

    int overs() {
        return overs;
    }

    void bring(byte[] bytes) {
        session.received(bytes, 0, bytes.length);
    }

    void run() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    /** Sends a request and gives back its reply, behind the length. */
    ByteBuffer ask(byte[] request) {
        bring(request);
        run();
        return replies.poll();
    }

    byte[] open(String path, int flags) {
        ByteBuffer reply = ask(packet(3, 7, path, flags, 0));
        if (reply.get() != 102) {
            throw new AssertionError("not opened: " + path);
        }
        reply.getInt();
        byte[] handle = new byte[reply.getInt()];
        reply.get(handle);
        return handle;
    }

    int status(byte[] request) {
        ByteBuffer reply = ask(request);
        if (reply.get() != 101) {
            throw new AssertionError("not a status");
        }
        reply.getInt();
        return reply.getInt();
    }

    /** A packet of a type and fields, with its length: numbers of 32 or 64 bits, texts and byte strings. */
    static byte[] packet(int type, Object... fields) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(type);
            for (Object field : fields) {
                switch (field) {
                    case Integer number -> out.writeInt(number);
                    case Long number -> out.writeLong(number);
                    case byte[] string -> {
                        out.writeInt(string.length);
                        out.write(string);
                    }
                    default -> {
                        byte[] text = field.toString().getBytes(StandardCharsets.UTF_8);
                        out.writeInt(text.length);
                        out.write(text);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.allocate(Integer.BYTES + bytes.size())
                .putInt(bytes.size())
                .put(bytes.toByteArray())
                .array();
    }

    @Override
    public void execute(Runnable task) {
        if (shutDown) {
            throw new RejectedExecutionException("for a test");
        }
        tasks.add(task);
    }

    private record Page(ByteBuffer bytes) implements Packet {}

    @Override
    public Packet packet() {
        if (failure != null) {
            throw failure;
        }
        return new Page(ByteBuffer.allocate(PACKET));
    }

    @Override
    public void send(Packet packet) {
        atSend.run();
        ByteBuffer bytes = packet.bytes().flip();
        while (bytes.hasRemaining()) {
            byte[] reply = new byte[bytes.getInt()];
            bytes.get(reply);
            replies.add(ByteBuffer.wrap(reply));
        }
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean drained() {
        return true;
    }

    @Override
    public void consumed(int bytes) {
        // There is no window.
    }

    @Override
    public Jail open() {
        return jail;
    }

    @Override
    public void finish(String reason) {
        finished = reason;
    }

    @Override
    public void over() {
        overs++;
    }
}
