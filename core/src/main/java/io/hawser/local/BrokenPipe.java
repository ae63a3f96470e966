package io.hawser.local;

import java.io.IOException;

/** Whoever read our standard output or pipe went away: {@code hawser cat … | head}. The cause of a {@link io.hawser.StoreException.Local}. */
public final class BrokenPipe extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenPipe(IOException cause) {
        super(cause);
    }
}
