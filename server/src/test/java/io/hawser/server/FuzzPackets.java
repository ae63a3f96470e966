package io.hawser.server;

import static io.hawser.server.RawSftp.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Makes requests that are right, or nearly: of all kinds, with paths that are there and handles that are open. */
final class FuzzPackets {
    /**
     * A request.
     *
     * @param kind what it was before it was changed: its type, or an extension's name
     * @param changed whether it was
     */
    record Made(String kind, byte[] packet, boolean changed) {
        int type() {
            return packet[0] & 0xff;
        }

        int id() {
            return java.nio.ByteBuffer.wrap(packet, 1, 4).getInt();
        }
    }

    private interface Maker {
        RawSftp.Out make(int id);
    }

    private record Kind(String name, Maker maker) {}

    private static final List<String> PATHS =
            List.of("/file", "/other", "/folder", "/folder/file", "/folder/../file", "link", "/folder/new", "/none");
    private static final int LONGEST_DATA = 3_000;
    private static final int MOST_OPEN = 40;

    private final Random random;
    private final List<byte[]> files = new ArrayList<>();
    private final List<byte[]> folders = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();

    FuzzPackets(Random random) {
        this.random = random;
        add(3, to -> to.text(path()).u32(random.nextInt(64)).u32(0));
        add(3, to -> attributes(to.text("/file").u32(0x1a)));
        add(4, to -> to.string(random.nextBoolean() ? file() : folder()));
        add(5, to -> to.string(file()).u64(random.nextInt(2_000)).u32(random.nextInt(2_000)));
        add(6, to -> to.string(file()).u64(random.nextInt(2_000)).string(new byte[random.nextInt(LONGEST_DATA)]));
        add(7, to -> to.text(path()));
        add(8, to -> to.string(file()));
        add(9, to -> attributes(to.text(path())));
        add(10, to -> attributes(to.string(file())));
        add(11, to -> to.text(random.nextBoolean() ? "/" : path()));
        add(12, to -> to.string(folder()));
        add(13, to -> to.text(path()));
        add(14, to -> to.text(path()).u32(0));
        add(15, to -> to.text(path()));
        add(16, to -> to.text(random.nextBoolean() ? "." : path()));
        add(17, to -> to.text(path()));
        add(18, to -> to.text(path()).text(path()));
        add(19, to -> to.text("/link"));
        add(20, to -> to.text(path()).text("/link"));
        extended("posix-rename@openssh.com", to -> to.text(path()).text(path()));
        extended("statvfs@openssh.com", to -> to.text(path()));
        extended("fstatvfs@openssh.com", to -> to.string(file()));
        extended("hardlink@openssh.com", to -> to.text(path()).text(path()));
        extended("fsync@openssh.com", to -> to.string(file()));
        extended("lsetstat@openssh.com", to -> to.text(path()).u32(4).u32(0700 | random.nextInt(0100)));
        extended("limits@openssh.com", to -> to);
        extended("expand-path@openssh.com", to -> to.text("~/file"));
        extended("home-directory", to -> to.text(TestServer.USER));
        extended(
                "copy-data",
                to -> to.string(file())
                        .u64(random.nextInt(100))
                        .u64(random.nextInt(3) * 50)
                        .string(file())
                        .u64(random.nextInt(2_000)));
        extended("check-file-handle", to -> range(to.string(file())));
        extended("check-file-name", to -> range(to.text(path())));
    }

    private interface Filling {
        RawSftp.Out fill(RawSftp.Out packet);
    }

    private void add(int type, Filling filling) {
        kinds.add(new Kind(Integer.toString(type), id -> filling.fill(request(type, id))));
    }

    private void extended(String name, Filling filling) {
        kinds.add(new Kind(name, id -> filling.fill(request(200, id).text(name))));
    }

    private RawSftp.Out range(RawSftp.Out packet) {
        return packet.text(random.nextBoolean() ? "md5" : "none,sha256")
                .u64(random.nextInt(2))
                .u64(random.nextInt(2) * 700)
                .u32(random.nextInt(3) * 256);
    }

    /** All of them but the owner, which only root can change; what a mode takes away from folders would end it all early. */
    private RawSftp.Out attributes(RawSftp.Out packet) {
        int flags = random.nextInt(16) & ~2;
        packet.u32(flags);
        if ((flags & 1) != 0) {
            packet.u64(random.nextInt(5_000));
        }
        if ((flags & 4) != 0) {
            packet.u32(0700 | random.nextInt(0100));
        }
        return (flags & 8) == 0 ? packet : packet.u32(random.nextInt()).u32(random.nextInt());
    }

    private String path() {
        return PATHS.get(random.nextInt(PATHS.size()));
    }

    private byte[] file() {
        return any(files);
    }

    private byte[] folder() {
        return any(folders);
    }

    private byte[] any(List<byte[]> handles) {
        return handles.isEmpty() ? new byte[16] : handles.get(random.nextInt(handles.size()));
    }

    /** The kinds there are. */
    Set<String> kinds() {
        var names = new TreeSet<String>();
        kinds.forEach(kind -> names.add(kind.name()));
        return names;
    }

    Made next() {
        if (files.size() + folders.size() > MOST_OPEN) {
            byte[] oldest = (files.size() > folders.size() ? files : folders).getFirst();
            closed(oldest);
            return new Made("4", request(4, random.nextInt()).string(oldest).plain(), false);
        }
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        byte[] right = kind.maker().make(random.nextInt()).plain();
        return random.nextInt(3) == 0
                ? new Made(kind.name(), right, false)
                : new Made(kind.name(), changed(right), true);
    }

    private byte[] changed(byte[] packet) {
        byte[] made = packet.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            made[random.nextInt(made.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(made, 5 + random.nextInt(made.length + 20)) : made;
    }

    /** What the server has opened for a request. */
    void opened(Made made, byte[] handle) {
        (made.type() == 3 ? files : folders).add(handle);
    }

    private void closed(byte[] handle) {
        files.removeIf(each -> Arrays.equals(each, handle));
        folders.removeIf(each -> Arrays.equals(each, handle));
    }

    /** A channel is over, and all its handles with it; they go on being used. */
    void over() {
        while (files.size() > MOST_OPEN / 10) {
            files.removeFirst();
        }
        while (folders.size() > MOST_OPEN / 10) {
            folders.removeFirst();
        }
    }
}
