package io.hawser.http;

import io.hawser.http.client.Request;
import io.hawser.store.Part;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.util.OptionalLong;

/** The bytes of a part as the content of a request, pulled while it is sent. */
public final class PartContent implements Request.Content {
    private final Part part;
    private final Scope scope;
    private volatile long end;

    public PartContent(Part part, Scope scope) {
        this.part = part;
        this.scope = scope;
    }

    /** The position after the last byte that was sent. */
    public long end() {
        return end;
    }

    @Override
    public OptionalLong length() {
        return part.range().open()
                ? OptionalLong.empty()
                : OptionalLong.of(part.range().length());
    }

    @Override
    public boolean replayable() {
        return part.replayable();
    }

    @Override
    public void writeTo(Request.Output output) throws IOException {
        end = part.copyTo(Sink.inOrder((position, bytes) -> {
            output.write(bytes);
        }));
        // From here on the server may take its time to store what it has.
        scope.expectSilence();
    }
}
