package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import java.io.IOException;

/** Carries out what changes something: it is told of, whether it succeeds or not, and answered. */
final class Audit {
    /** A change of one path. */
    interface Change {
        void apply(FilePath path) throws IOException;
    }

    /** Something that gives access. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /** A change. */
    interface Action {
        void run() throws IOException;
    }

    private final OperationLog log;
    private final Replies replies;

    Audit(OperationLog log, Replies replies) {
        this.log = log;
        this.replies = replies;
    }

    /** Opens; who is refused is told of. */
    <T> T opened(String operation, FilePath path, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException | RuntimeException e) {
            log.record(operation, path, null, 0, Status.text(e));
            throw e;
        }
    }

    void changed(int id, String operation, FilePath path, Change change) throws IOException {
        changed(id, operation, path, null, () -> change.apply(path));
    }

    void changed(int id, String operation, FilePath path, FilePath target, Action action) throws IOException {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            log.record(operation, path, target, 0, Status.text(e));
            throw e;
        }
        log.record(operation, path, target, 0, null);
        replies.ok(id);
    }
}
