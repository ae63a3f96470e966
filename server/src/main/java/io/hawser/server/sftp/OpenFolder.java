package io.hawser.server.sftp;

import io.hawser.server.jail.JailedFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A folder that a client lists. */
final class OpenFolder implements OpenHandle {
    private final JailedFolder folder;
    private final UserFiles files;

    OpenFolder(JailedFolder folder, UserFiles files) {
        this.folder = folder;
        this.files = files;
    }

    /** The next entries, as this client is to see them; empty at the end. */
    List<JailedFolder.Entry> next(int most) throws IOException {
        while (true) {
            List<JailedFolder.Entry> there = folder.next(most);
            if (there.isEmpty()) {
                return there;
            }
            var seen = new ArrayList<JailedFolder.Entry>(there.size());
            for (JailedFolder.Entry entry : there) {
                files.seen(entry).ifPresent(seen::add);
            }
            if (!seen.isEmpty()) {
                return seen;
            }
        }
    }

    @Override
    public void close() {
        folder.close();
    }

    @Override
    public void lose() {
        folder.close();
    }
}
