package io.hawser.engine;

import java.io.IOException;

/** Carries a final failure of the source through the target's code that was pulling bytes, so that it is not taken for one of the target. */
final class SourceFailure extends IOException {
    private static final long serialVersionUID = 1L;

    SourceFailure(IOException cause) {
        super(cause);
    }

    @Override
    public synchronized IOException getCause() {
        return (IOException) super.getCause();
    }
}
