package io.hawser.engine;

import java.io.IOException;

/** Carries a failure of the target through the source's code that was calling it, so that it is not taken for a failure of the source. */
final class SinkFailure extends IOException {
    private static final long serialVersionUID = 1L;

    SinkFailure(IOException cause) {
        super(cause);
    }

    @Override
    public synchronized IOException getCause() {
        return (IOException) super.getCause();
    }
}
