package io.hawser.engine;

import java.io.IOException;

/** The work was called off; not a failure of any store. */
final class Stopped extends IOException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("cancelled");
    }
}
