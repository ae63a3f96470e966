package io.hawser.testkit.ssh;

import io.hawser.testkit.ssh.ScriptedSftpServer.Overload;
import io.hawser.testkit.ssh.ScriptedSftpServer.Settings;
import io.hawser.testkit.ssh.SftpRequest.Type;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * One client of a {@link ScriptedSftpServer}. One thread reads requests as fast as they come, so that they can be counted,
 * another one answers them.
 */
final class SftpSession implements Command {
    /** After so long without a further request a client is taken to wait for the replies that it has not got. */
    private static final long QUIET_MILLIS = 10;

    private static final int LONGEST_PACKET = 1 << 20;

    private record Pending(SftpRequest request, byte[] fields) {}

    private final Settings settings;
    private final SftpCounts counts;
    private final OpenHandles handles;
    private final SftpFiles files;
    private final Random random;
    private final LinkedBlockingQueue<Optional<Pending>> arrived = new LinkedBlockingQueue<>();
    private final List<Pending> held = new ArrayList<>();
    private final AtomicInteger outstandingReads = new AtomicInteger();
    private volatile boolean silent;
    private boolean releasing;
    private InputStream in;
    private OutputStream out;
    private ExitCallback exit;
    private ChannelSession channel;

    SftpSession(Settings settings, SftpCounts counts) {
        this.settings = settings;
        this.counts = counts;
        this.handles = new OpenHandles(counts.openHandles());
        this.files = new SftpFiles(new SftpFolder(settings.root(), settings.contents()), settings.limits(), handles);
        this.random = new Random(settings.backlog().seed());
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        // Nothing is written there.
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession session, Environment environment) {
        channel = session;
        Thread.ofPlatform().daemon().name("testkit-sftp-read").start(this::read);
    }

    @Override
    public void destroy(ChannelSession session) {
        arrived.add(Optional.empty());
    }

    private void read() {
        Thread answering =
                Thread.ofPlatform().daemon().name("testkit-sftp-answer").unstarted(this::answer);
        try (DataInputStream packets = new DataInputStream(in)) {
            out.write(settings.greeting().getBytes(StandardCharsets.UTF_8));
            packets.readNBytes(packets.readInt());
            PacketWriter version = SftpReply.version(settings.version());
            settings.extensions().forEach(name -> version.text(name).text(versionOf(name)));
            out.write(version.packet());
            out.flush();
            answering.start();
            while (true) {
                int length = packets.readInt();
                if (length <= 0 || length > LONGEST_PACKET) {
                    throw new IOException("a request of " + length + " bytes");
                }
                take(packets.readNBytes(length));
            }
        } catch (IOException _) {
            // The client has closed the channel, or the connection is gone.
        } finally {
            arrived.add(Optional.empty());
            if (!answering.isAlive() && answering.getState() == Thread.State.NEW) {
                exit.onExit(0);
            }
        }
    }

    private static String versionOf(String extension) {
        return extension.startsWith("statvfs") ? "2" : "1";
    }

    private void take(byte[] packet) throws IOException {
        PacketReader fields = new PacketReader(packet);
        Type type = Type.of(fields.u8());
        int id = fields.u32();
        String path = "";
        long offset = 0;
        int length = 0;
        String extension = "";
        switch (type) {
            case READ, WRITE -> {
                path = pathOf(fields.bytes());
                offset = fields.u64();
                length = fields.u32();
            }
            case CLOSE, FSTAT, FSETSTAT, READDIR -> path = pathOf(fields.bytes());
            case EXTENDED -> extension = fields.text();
            case OPEN, LSTAT, SETSTAT, OPENDIR, REMOVE, MKDIR, RMDIR, REALPATH, STAT, RENAME, READLINK, SYMLINK ->
                path = SftpFolder.absolute(fields.text());
        }
        int number = counts.next(type);
        SftpRequest request = new SftpRequest(type, id, number, path, offset, length, extension, handles.count());
        if (type == Type.READ) {
            int outstanding = outstandingReads.incrementAndGet();
            counts.outstanding(outstanding);
            if (outstanding > settings.backlog().limit()) {
                silent = true;
                if (settings.backlog().overload() == Overload.DROP) {
                    channel.getSession().close(true);
                }
            }
        }
        counts.log(request);
        arrived.add(Optional.of(new Pending(request, packet)));
    }

    private String pathOf(byte[] handle) {
        return handles.find(handle).map(OpenHandles.Open::path).orElse("");
    }

    private void answer() {
        try {
            for (Optional<Pending> next = next(); next.isPresent(); next = next()) {
                answer(next.get());
            }
        } catch (IOException _) {
            // The client is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                handles.closeAll();
            } catch (IOException _) {
                // The descriptors are released all the same.
            }
            exit.onExit(0);
        }
    }

    /** The next one to answer: in the order they came, or one of those that were held back. */
    private Optional<Pending> next() throws IOException, InterruptedException {
        while (true) {
            if (releasing && !held.isEmpty()) {
                return heldBack();
            }
            releasing = false;
            if (arrived.isEmpty()) {
                out.flush();
            }
            Optional<Pending> coming =
                    held.isEmpty() ? arrived.take() : arrived.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            if (coming == null) {
                releasing = true;
            } else if (coming.isEmpty()
                    || coming.get().request().type() != Type.READ
                    || settings.backlog().most() == 0) {
                return coming;
            } else {
                held.add(coming.get());
                if (held.size() > settings.backlog().most()) {
                    return heldBack();
                }
            }
        }
    }

    private Optional<Pending> heldBack() {
        return Optional.of(held.remove(random.nextInt(held.size())));
    }

    private void answer(Pending pending) throws IOException {
        if (silent) {
            return;
        }
        SftpRequest request = pending.request();
        PacketReader fields = new PacketReader(pending.fields());
        fields.u8();
        fields.u32();
        int lastHandle = handles.last();
        boolean offered =
                request.type() != Type.EXTENDED || settings.extensions().contains(request.extension());
        SftpReply right = offered
                ? files.answer(request, fields)
                : SftpReply.status(request.id(), SftpReply.OP_UNSUPPORTED, request.extension());
        List<SftpReply> replies = settings.script().on(request, right);
        if (handles.last() > lastHandle && !replies.contains(right)) {
            // The client is not told of it, and so will never close it.
            handles.close(handles.last());
        }
        if (request.type() == Type.READ && !replies.isEmpty()) {
            outstandingReads.decrementAndGet();
        }
        for (SftpReply reply : replies) {
            if (reply.isData()) {
                counts.sent(reply.bytes().length);
            }
            out.write(reply.bytes());
            switch (reply.end()) {
                case NOTHING -> {}
                case CHANNEL -> {
                    out.flush();
                    throw new IOException("ended by the script");
                }
                case CONNECTION -> channel.getSession().close(true);
            }
        }
    }
}
