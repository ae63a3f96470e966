package io.hawser.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process holds open: its threads that run Hawser's code, virtual ones too; its TCP sockets; its files. Files
 * and sockets are known where the system has {@code /proc}.
 */
public final class OpenResources {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    /** What the JDK opens when it likes and keeps. */
    private static final Pattern OF_THE_JDK =
            Pattern.compile("/(dev|proc|sys)/.*|.*\\.(jar|jmod|so|jsa|jfr)|.*/lib/modules");

    private static final Pattern THREAD = Pattern.compile(
            "\"tid\":\\s*\"?(\\d+)\"?.*?\"name\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\".*?\"stack\":\\s*\\[(.*?)]",
            Pattern.DOTALL);
    private static final Pattern OURS = Pattern.compile("(?:^|[\"/\\s])io\\.hawser\\.");

    private final Map<String, String> descriptions;

    private OpenResources(Map<String, String> descriptions) {
        this.descriptions = descriptions;
    }

    /** What is open now. */
    public static OpenResources now() {
        Map<String, String> all = new TreeMap<>();
        try {
            addThreads(all);
            addDescriptors(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OpenResources(all);
    }

    /** What is open here and was not before: each with what is known of it. */
    public Set<String> beyond(OpenResources before) {
        Set<String> names = new HashSet<>(descriptions.keySet());
        names.removeAll(before.descriptions.keySet());
        Set<String> beyond = new HashSet<>();
        names.forEach(name -> beyond.add(descriptions.get(name)));
        return beyond;
    }

    /** The threads that run Hawser's code, with what they do: for the message of a test that hangs. */
    public static String threads() {
        Map<String, String> all = new TreeMap<>();
        try {
            addThreads(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join("\n", all.values());
    }

    /** The files below a folder that are open now; what a test asks that runs beside others. */
    public static Set<Path> filesBelow(Path folder) {
        Set<Path> files = new HashSet<>();
        try {
            Path root = folder.toRealPath();
            for (String target : descriptors().values()) {
                Path path = Path.of(target.replaceFirst(" \\(deleted\\)$", ""));
                if (path.isAbsolute() && path.startsWith(root)) {
                    files.add(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void addThreads(Map<String, String> all) throws IOException {
        Path folder = Files.createTempDirectory("hawser-testkit-threads");
        Path file = folder.resolve("threads.json");
        try {
            // The only way to see virtual threads.
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            Matcher thread = THREAD.matcher(Files.readString(file));
            while (thread.find()) {
                boolean self = thread.group(1)
                        .equals(Long.toString(Thread.currentThread().threadId()));
                if (!self
                        && (thread.group(2).startsWith("hawser-")
                                || OURS.matcher(thread.group(3)).find())) {
                    all.put(
                            "thread " + thread.group(1),
                            "thread " + thread.group(2) + " at"
                                    + thread.group(3).stripTrailing());
                }
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void addDescriptors(Map<String, String> all) throws IOException {
        Map<String, String> descriptors = descriptors();
        Map<String, String> tcp = tcp();
        descriptors.forEach((number, target) -> {
            Matcher socket = SOCKET.matcher(target);
            if (socket.matches()) {
                if (tcp.containsKey(socket.group(1))) {
                    all.put(number + target, "socket " + tcp.get(socket.group(1)));
                }
            } else if (target.startsWith("/") && !OF_THE_JDK.matcher(target).matches()) {
                all.put(number + target, "file " + target);
            }
        });
    }

    private static Map<String, String> descriptors() throws IOException {
        Map<String, String> targets = new TreeMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return targets;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                try {
                    targets.put(
                            descriptor.getFileName().toString(),
                            Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException _) {
                    // Closed since the folder was listed; among them the descriptor that lists it.
                }
            }
        }
        return targets;
    }

    /** The TCP sockets of this network namespace by inode. */
    private static Map<String, String> tcp() throws IOException {
        Map<String, String> sockets = new TreeMap<>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            if (Files.exists(Path.of(table))) {
                Files.readAllLines(Path.of(table)).stream().skip(1).forEach(line -> {
                    String[] words = line.strip().split("\\s+");
                    sockets.put(words[9], "from port " + port(words[1]) + " to port " + port(words[2]));
                });
            }
        }
        return sockets;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
