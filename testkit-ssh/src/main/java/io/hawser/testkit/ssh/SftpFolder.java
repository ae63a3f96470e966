package io.hawser.testkit.ssh;

import io.hawser.testkit.Content;
import io.hawser.testkit.ssh.OpenHandles.Open;
import io.hawser.testkit.ssh.OpenHandles.OpenContent;
import io.hawser.testkit.ssh.OpenHandles.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a server serves: a folder of the disk, and contents that need no disk. */
record SftpFolder(Path root, Map<String, Content> contents) {
    /** The time of contents, which have none of their own. */
    private static final long CONTENT_TIME = 1_700_000_000;

    private static final List<OpenOption> BY_FLAG = List.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            // Nothing: with APPEND in Java a position would be refused instead of ignored.
            StandardOpenOption.READ,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.CREATE_NEW);
    private static final int WRITES = 2;

    /** The path that a client means, without dots and without a slash at its end. */
    static String absolute(String path) {
        return Path.of("/", path).normalize().toString();
    }

    Path local(String path) {
        return root.resolve(absolute(path).substring(1));
    }

    Open open(String path, int flags) throws IOException {
        Content content = contents.get(path);
        if (content != null) {
            if ((flags & WRITES) != 0) {
                throw new AccessDeniedException(path);
            }
            return new OpenContent(path, content);
        }
        if (Files.isDirectory(local(path))) {
            throw new IOException("a folder");
        }
        Set<OpenOption> options = new HashSet<>();
        for (int flag = 0; flag < BY_FLAG.size(); flag++) {
            if ((flags & 1 << flag) != 0) {
                options.add(BY_FLAG.get(flag));
            }
        }
        FileChannel channel = FileChannel.open(local(path), options);
        return new OpenFile(path, channel, key(local(path)), attributes(path));
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** The attributes of what is open, though its name may mean another file or none by now. */
    SftpAttributes attributes(Open open) throws IOException {
        if (open instanceof OpenFile file) {
            Path now = local(file.path());
            if (Files.notExists(now) || !key(now).equals(file.key())) {
                return file.attributes().withSize(file.channel().size());
            }
        }
        return attributes(open.path());
    }

    List<SftpReply.Name> list(String path) throws IOException {
        List<SftpReply.Name> names = new ArrayList<>();
        for (String dots : List.of(".", "..")) {
            names.add(entry(dots, attributes(path)));
        }
        try (Stream<Path> entries = Files.list(local(path))) {
            for (Path entry : entries.toList()) {
                names.add(entry(entry.getFileName().toString(), SftpAttributes.of(entry, LinkOption.NOFOLLOW_LINKS)));
            }
        }
        String prefix = path.equals("/") ? path : path + "/";
        for (String content : contents.keySet()) {
            if (content.startsWith(prefix) && content.indexOf('/', prefix.length()) < 0) {
                names.add(entry(content.substring(prefix.length()), attributes(content)));
            }
        }
        return names;
    }

    static SftpReply.Name entry(String name, SftpAttributes attributes) {
        return new SftpReply.Name(name.getBytes(StandardCharsets.UTF_8), attributes);
    }

    SftpAttributes attributes(String path, LinkOption... options) throws IOException {
        Content content = contents.get(path);
        return content == null
                ? SftpAttributes.of(local(path), options)
                : SftpAttributes.file(content.size(), CONTENT_TIME);
    }

    static void change(Path file, SftpAttributes attributes) throws IOException {
        if (attributes.size().isPresent()) {
            long size = attributes.size().getAsLong();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                if (size > channel.size()) {
                    channel.write(ByteBuffer.allocate(1), size - 1);
                }
                channel.truncate(size);
            }
        }
        if (attributes.mode().isPresent()) {
            Files.setAttribute(file, "unix:mode", attributes.mode().getAsInt() & 07777);
        }
        if (attributes.modified().isPresent()) {
            Files.setLastModifiedTime(file, FileTime.from(attributes.modified().getAsLong(), TimeUnit.SECONDS));
        }
    }
}
