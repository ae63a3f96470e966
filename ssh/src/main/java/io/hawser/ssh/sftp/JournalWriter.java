package io.hawser.ssh.sftp;

import io.hawser.store.Fragment;
import io.hawser.store.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes the journal of one upload on the server, record by record, without waiting: a record that is lost costs a part that is sent once more. After a broken
 * connection the whole journal is written again. Its lock is never held while a reply is waited for.
 */
final class JournalWriter {
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    /** Bytes of one WRITE, and a record more, when the whole is written again: a long journal is no flood of small requests. */
    private static final int PACKET = 30 << 10;

    private final String path;
    private final byte[] header;
    private final List<Fragment> parts;
    private SftpSession session;
    private byte[] handle;
    private long end;
    private AtomicBoolean broken = new AtomicBoolean();

    /** {@code parts}: those that are in the file already. */
    JournalWriter(String path, byte[] header, List<Fragment> parts) {
        this.path = path;
        this.header = header;
        this.parts = new ArrayList<>(parts);
    }

    /** Begins the file anew with what is known so far. */
    void start(SftpSession on, Scope scope) throws IOException {
        letGo();
        var opened = on.requestHandle(new PacketBuilder(PacketType.OPEN)
                        .putPath(path)
                        .putInt(OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE)
                        .putAttributes(Attributes.ofMode(0600)))
                .await(scope)
                .handle();
        begin(on, opened);
    }

    private synchronized void begin(SftpSession on, byte[] opened) {
        letGo();
        session = on;
        handle = opened;
        end = 0;
        broken = new AtomicBoolean();
        var known = new ByteArrayOutputStream();
        known.writeBytes(header);
        for (var part : parts) {
            known.writeBytes(UploadJournal.record(part));
            if (known.size() >= PACKET) {
                append(known.toByteArray());
                known.reset();
            }
        }
        if (known.size() > 0) {
            append(known.toByteArray());
        }
    }

    /** Notes a part that the server has confirmed. */
    synchronized void add(Fragment part) {
        parts.add(part);
        if (session != null && !broken.get() && session.usable()) {
            append(UploadJournal.record(part));
        }
    }

    /** Whether the file must be begun anew before it says everything. */
    synchronized boolean behind() {
        return session == null || broken.get() || !session.usable();
    }

    private void append(byte[] bytes) {
        var packet = new PacketBuilder(PacketType.WRITE)
                .putString(handle)
                .putLong(end)
                .putString(bytes)
                .build(0);
        end += bytes.length;
        var lost = broken;
        session.queue(packet, null, new Exchange() {
            @Override
            void replied(Reply reply) throws IOException {
                try {
                    reply.expectOk();
                } catch (StatusException _) {
                    lost.set(true);
                }
            }

            @Override
            void failed(IOException why) {
                lost.set(true);
            }
        });
    }

    /** Closes the file, waiting a short time for what is under way. */
    void close() {
        var closing = closing();
        if (closing.isPresent()) {
            try {
                closing.get().await(LAST_WRITES);
            } catch (IOException _) {
                // The journal is short of its last records then, and a later run sends their parts again.
            }
        }
    }

    private synchronized Optional<Answer> closing() {
        var closing = session != null && session.usable()
                ? Optional.of(session.request(new PacketBuilder(PacketType.CLOSE).putString(handle)))
                : Optional.<Answer>empty();
        session = null;
        return closing;
    }

    private synchronized void letGo() {
        if (session != null && session.usable()) {
            session.closeHandle(handle);
        }
        session = null;
    }
}
