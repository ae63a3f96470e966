package io.hawser.cli;

import io.hawser.server.PublicKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A user's {@code authorized_keys} file as it is when the server starts. It is read again at each login, so nothing that it holds stops the server. */
final class KeyFile {
    private KeyFile() {}

    /** What of it lets nobody in, in words and without repeating it. */
    static List<String> faults(Path file) {
        var faults = new ArrayList<String>();
        try {
            var lines = Files.readAllLines(file);
            int keys = 0;
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                if (PublicKeys.isWellFormed(line)) {
                    keys++;
                } else if (faults.isEmpty()) {
                    faults.add(file + ":" + (i + 1) + ": not a public key that this server knows; it lets nobody in");
                }
            }
            if (keys == 0 && faults.isEmpty()) {
                faults.add(file + ": no public key is in it; it lets nobody in");
            }
        } catch (IOException e) {
            faults.add(file + ": cannot be read: " + Reason.of(e) + "; it lets nobody in");
        }
        return faults;
    }
}
