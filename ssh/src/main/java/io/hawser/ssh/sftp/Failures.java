package io.hawser.ssh.sftp;

import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;

/** What a failure of the protocol means to whoever asked. */
final class Failures {
    private Failures() {}

    /** {@code operation} as in "cannot read". */
    static StoreException of(Location location, String operation, IOException failure) {
        return switch (failure) {
            case StoreException told -> told;
            case StatusException status -> ofStatus(location, operation, status);
            case SessionLostException lost ->
                new StoreException.Unavailable(location, "the connection was lost: " + lost.getMessage(), lost);
            // Another try may meet a server that does better; a server that never does is given up by the retry loop.
            case ProtocolException broken -> new StoreException.Unavailable(location, broken.getMessage(), broken);
            default ->
                new StoreException.Unavailable(location, "cannot " + operation + ": " + failure.getMessage(), failure);
        };
    }

    private static StoreException ofStatus(Location location, String operation, StatusException status) {
        var text = "cannot " + operation + ": " + status.getMessage();
        return switch (status.code()) {
            case Status.NO_SUCH_FILE -> new StoreException.NotFound(location, text, status);
            case Status.PERMISSION_DENIED -> new StoreException.Denied(location, text, status);
            case Status.OP_UNSUPPORTED -> new StoreException.Unsupported(location, text, status);
            case Status.NO_CONNECTION, Status.CONNECTION_LOST -> new StoreException.Unavailable(location, text, status);
            default -> new StoreException.Rejected(location, text, status);
        };
    }
}
