package io.hawser.server;

import static io.hawser.server.RawSftp.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Requests to one server, and what they were answered, in a form that is the same for every server that does the same. */
final class SftpScript {
    /** A handle that no server gives. */
    static final byte[] NO_HANDLE = "no handle".getBytes(StandardCharsets.US_ASCII);

    private static final Duration RECENT = Duration.ofHours(12);

    private final SftpPeer peer;
    private final Path home;
    private final String prefix;
    private final boolean ours;
    private final boolean replacing;
    private final Map<String, List<String>> transcript = new LinkedHashMap<>();
    private List<String> current = new ArrayList<>();
    private int id;
    private Optional<String> told = Optional.empty();

    /**
     * @param home the folder that is served
     * @param prefix what the server's absolute paths begin with
     * @param ours whether it is the server under test
     * @param replacing whether files are replaced instead of emptied, so that the times of their folders change and nobody has read them yet: then those are not compared
     */
    SftpScript(SftpPeer peer, Path home, String prefix, boolean ours, boolean replacing) {
        this.peer = peer;
        this.home = home;
        this.prefix = prefix;
        this.ours = ours;
        this.replacing = replacing;
    }

    /** By cases. */
    Map<String, List<String>> transcript() {
        return transcript;
    }

    /** Begins a case. */
    SftpScript on(String name) {
        current = new ArrayList<>();
        transcript.put(name, current);
        return this;
    }

    /**
     * The next request is answered differently, on purpose; what each of the two says is checked all the same.
     *
     * @param why for the reader
     */
    SftpScript differs(String why, String here, String there) {
        return differsIf(true, why, here, there);
    }

    SftpScript differsIf(boolean condition, String why, String here, String there) {
        if (condition) {
            told = Optional.of((ours ? here : there) + "\n" + why);
        }
        return this;
    }

    /** A path as this server has it. */
    String path(String path) {
        return path.startsWith("/") ? prefix + path : path;
    }

    RawSftp.Out next(int type) {
        id++;
        return request(type, id);
    }

    RawSftp.Out extended(String name) {
        return next(200).text(name);
    }

    /** Asks, and writes down what was answered. */
    String ask(String what, RawSftp.Out packet) throws IOException {
        return note(what, answer(peer.ask(packet)));
    }

    private String note(String what, String answer) {
        String line = what + ": " + answer;
        if (told.isPresent()) {
            String[] expected = told.get().split("\n", 2);
            told = Optional.empty();
            line = what + ": " + (answer.equals(expected[0]) ? "as is meant: " + expected[1] : answer);
        }
        current.add(line);
        return answer;
    }

    String onPath(String what, int type, String path) throws IOException {
        return ask(what + " " + path, next(type).text(path(path)));
    }

    /** The handle, or one that is none. */
    byte[] open(String path, int flags) throws IOException {
        return opened(
                "open " + path + " " + flags,
                next(3).text(path(path)).u32(flags).u32(0));
    }

    byte[] openFolder(String path) throws IOException {
        return opened("opendir " + path, next(11).text(path(path)));
    }

    private byte[] opened(String what, RawSftp.Out packet) throws IOException {
        RawSftp.In reply = peer.ask(packet);
        if (reply.type() != 102) {
            note(what, answer(reply));
            return NO_HANDLE;
        }
        byte[] handle = reply.id(id).string();
        note(what, "a handle");
        return handle;
    }

    String close(byte[] handle) throws IOException {
        return ask("close", next(4).string(handle));
    }

    String read(byte[] handle, long position, int length) throws IOException {
        return ask(
                "read " + position + " " + length,
                next(5).string(handle).u64(position).u32(length));
    }

    String write(byte[] handle, long position, String text) throws IOException {
        return ask(
                "write " + position + " " + text,
                next(6).string(handle).u64(position).text(text));
    }

    /** All entries, sorted. */
    void list(String path) throws IOException {
        byte[] handle = openFolder(path);
        if (handle == NO_HANDLE) {
            return;
        }
        var all = new TreeSet<String>();
        while (true) {
            RawSftp.In reply = peer.ask(next(12).string(handle));
            if (reply.type() != 104) {
                current.add("list " + path + ": " + all + " " + answer(reply));
                break;
            }
            all.addAll(names(reply.id(id)));
        }
        close(handle);
    }

    private String answer(RawSftp.In reply) {
        reply.id(id);
        return switch (reply.type()) {
            case 101 -> "status " + reply.u32();
            case 102 -> "a handle";
            case 103 -> data(reply.string());
            case 104 -> "names " + names(reply);
            case 105 -> attributes(reply);
            case 201 -> "reply " + HexFormat.of().formatHex(reply.rest());
            default -> "type " + reply.type();
        };
    }

    private static String data(byte[] bytes) {
        return bytes.length > 100
                ? "data of " + bytes.length + " bytes"
                : "data " + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Without {@code .} and {@code ..}, which a server may list or not. */
    private List<String> names(RawSftp.In reply) {
        var all = new ArrayList<String>();
        int count = reply.u32();
        for (int i = 0; i < count; i++) {
            String name = reply.words();
            String line = reply.words();
            String attributes = attributes(reply);
            if (!name.equals(".") && !name.equals("..")) {
                all.add(inside(name) + " " + (line.equals(name) ? "" : line(line, name) + " ") + attributes);
            }
        }
        return all;
    }

    /** Of a line of {@code ls -l}: mode, links, size, and whether the name is at its end; owners stand there by name or by number. */
    private static String line(String line, String name) {
        String[] words = line.split(" +");
        return words[0] + " " + words[1] + " " + words[4] + " " + line.endsWith(" " + name);
    }

    private String inside(String path) {
        return path.equals(prefix) ? "/" : path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }

    private String attributes(RawSftp.In reply) {
        int flags = reply.u32();
        var all = new StringBuilder("flags %x".formatted(flags));
        if ((flags & 1) != 0) {
            all.append(" size ").append(reply.u64());
        }
        if ((flags & 2) != 0) {
            all.append(" owner ").append(reply.u32()).append(' ').append(reply.u32());
        }
        if ((flags & 4) != 0) {
            all.append(" mode %o".formatted(reply.u32()));
        }
        if ((flags & 8) != 0) {
            String accessed = time(reply.u32());
            all.append(" times ").append(replacing ? "" : accessed).append(' ').append(time(reply.u32()));
        }
        return all.toString();
    }

    /** What happens in a test happens to both servers, but not in the same second. */
    private static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).isAfter(Instant.now().minus(RECENT)) ? "now" : Long.toString(seconds);
    }

    /** Writes down what is in a folder on the disk. */
    void tree(String folder) throws IOException {
        Path top = home.resolve(folder.substring(1));
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.sorted().toList()) {
                current.add(top.relativize(path) + ": " + onDisk(path));
            }
        }
    }

    private String onDisk(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid,size", LinkOption.NOFOLLOW_LINKS);
        long modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .getEpochSecond();
        boolean timeless = replacing && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        String what = "%o %s %s %s "
                .formatted(all.get("mode"), all.get("uid"), all.get("gid"), timeless ? "" : time(modified));
        if (Files.isSymbolicLink(path)) {
            return what + "-> " + Files.readSymbolicLink(path);
        }
        if (!Files.isRegularFile(path)) {
            return what;
        }
        return what + ((long) all.get("size") > 100 ? all.get("size") : Arrays.toString(Files.readAllBytes(path)));
    }
}
