package io.hawser.ssh.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the processor can do. */
final class Processor {
    private static final Path FEATURES = Path.of("/proc/cpuinfo");
    private static final Pattern AES = Pattern.compile("(?m)^(flags|Features)\\s*:.*\\baes\\b");

    private Processor() {}

    /** Whether it has instructions for AES; where it cannot be asked, as all of the last ten years have them, yes. */
    static boolean hasAes() {
        try (var reader = Files.newBufferedReader(FEATURES)) {
            // One processor's section is enough, and the file is long on large machines.
            var start = new char[8192];
            int count = reader.read(start);
            return count <= 0 || AES.matcher(new String(start, 0, count)).find();
        } catch (IOException _) {
            return true;
        }
    }
}
