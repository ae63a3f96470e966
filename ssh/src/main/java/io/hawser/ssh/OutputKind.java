package io.hawser.ssh;

/** One of the two outputs that a command has. */
enum OutputKind {
    STDOUT("standard output"),
    STDERR("standard error");

    private final String label;

    OutputKind(String label) {
        this.label = label;
    }

    /** How a message names it. */
    String label() {
        return label;
    }
}
