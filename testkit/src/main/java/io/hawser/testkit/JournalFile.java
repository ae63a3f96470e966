package io.hawser.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far the journal of a copy to the local disk has come. */
public final class JournalFile {
    private JournalFile() {}

    /** Where its records end, in bytes; 0 when it is not there. A run that takes hold of a journal puts zeros behind them, for a moment or until it is killed. */
    public static long written(Path journal) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(journal);
        } catch (IOException _) {
            return 0;
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
