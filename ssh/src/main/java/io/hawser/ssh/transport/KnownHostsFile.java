package io.hawser.ssh.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The file that new host keys are added to. */
record KnownHostsFile(Path path) {
    private static final Object ONE_AT_A_TIME = new Object();
    private static final int SALT_BYTES = 20;

    /** Adds a line, whole whoever else writes; the file is made for its owner alone. */
    void add(String name, byte[] key, boolean hashed) throws IOException {
        var line = (hashed ? hashed(name) : name) + " " + KnownHosts.type(key) + " "
                + Base64.getEncoder().encodeToString(key) + "\n";
        var folder = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // The lock of a file belongs to the whole process.
        synchronized (ONE_AT_A_TIME) {
            try (var file = FileChannel.open(path, options, mode)) {
                if (Files.isRegularFile(path)) {
                    try (var _ = file.lock()) {
                        append(file, line);
                    }
                } else {
                    file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static void append(FileChannel file, String line) throws IOException {
        long end = file.size();
        var last = ByteBuffer.allocate(1);
        boolean open = end > 0 && file.read(last, end - 1) == 1 && last.get(0) != '\n';
        var bytes = ByteBuffer.wrap((open ? "\n" + line : line).getBytes(StandardCharsets.UTF_8));
        for (long at = end; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    private static String hashed(String name) {
        var salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        var base64 = Base64.getEncoder();
        return "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(KnownHosts.hash(salt, name));
    }
}
