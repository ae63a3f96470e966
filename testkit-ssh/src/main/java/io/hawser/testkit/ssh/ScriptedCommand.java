package io.hawser.testkit.ssh;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** A remote command that does its steps. The messages that end it are its own, so that they come in any order or not at all. */
final class ScriptedCommand implements Command {
    private final List<CommandStep> steps;
    private final CountDownLatch destroyed = new CountDownLatch(1);
    private InputStream in;
    private OutputStream out;
    private OutputStream err;

    ScriptedCommand(List<CommandStep> steps) {
        this.steps = steps;
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
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        // It would send a status, an end and a close in their usual order.
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Thread.ofPlatform().daemon().name("testkit-command").start(() -> run(channel));
    }

    @Override
    public void destroy(ChannelSession channel) {
        destroyed.countDown();
    }

    private void run(ChannelSession channel) {
        try {
            for (CommandStep step : steps) {
                carryOut(step, channel);
            }
        } catch (IOException _) {
            // The client is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close(false);
        }
    }

    private void carryOut(CommandStep step, ChannelSession channel) throws IOException, InterruptedException {
        switch (step) {
            case CommandStep.Write write -> write(write.content(), write.packet(), write.error() ? err : out);
            case CommandStep.ReadAll _ -> in.transferTo(OutputStream.nullOutputStream());
            case CommandStep.Do run -> run.action().run();
            case CommandStep.Status status -> {
                Buffer request = request(channel, "exit-status");
                request.putUInt(status.status());
                channel.getSession().writePacket(request);
            }
            case CommandStep.Signal signal -> {
                Buffer request = request(channel, "exit-signal");
                request.putString(signal.name());
                request.putBoolean(signal.coreDumped());
                request.putString(signal.message());
                request.putString("");
                channel.getSession().writePacket(request);
            }
            case CommandStep.Eof _ -> {
                Buffer eof = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_EOF);
                eof.putUInt(channel.getRecipient());
                channel.getSession().writePacket(eof);
            }
            case CommandStep.Drop _ -> channel.getSession().close(true);
            case CommandStep.Stall _ -> destroyed.await();
        }
    }

    private static void write(Content content, int packet, OutputStream to) throws IOException {
        byte[] buffer = new byte[packet];
        for (long position = 0; position < content.size(); position += packet) {
            int length = (int) Math.min(packet, content.size() - position);
            content.read(position, buffer, 0, length);
            to.write(buffer, 0, length);
            // Whatever is flushed goes as a packet of its own.
            to.flush();
        }
    }

    /** RFC 4254, section 6.10. */
    private static Buffer request(ChannelSession channel, String type) {
        Session session = channel.getSession();
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
        request.putUInt(channel.getRecipient());
        request.putString(type);
        request.putBoolean(false);
        return request;
    }
}
