package io.hawser.cli;

import java.util.List;
import java.util.Set;

/**
 * One of the words after {@code hawser}.
 *
 * @param operands what follows the options, for help texts
 * @param least how many operands there must be
 * @param most how many there may be
 * @param missing what to say when there are too few
 * @param options those of the common table that it takes
 * @param extras options of its own
 */
record Command(
        String name,
        String summary,
        String operands,
        int least,
        int most,
        String missing,
        Set<Option> options,
        List<Extra> extras,
        Role role,
        Action action) {
    /** What sets a command apart. */
    enum Role {
        USUAL,
        /** Help and completion leave it out. */
        HIDDEN,
        /** It passes on the output and the status of another command, whose words stand after {@code --}. */
        RELAY
    }

    /** What a relay ends with when it failed itself, as {@code ssh} does. */
    private static final int RELAY_FAILED = 255;

    /** The exit status that tells of a failure. */
    int failure() {
        return role == Role.RELAY ? RELAY_FAILED : 1;
    }

    /** An option that only the command line has; {@code label} is empty when no value follows. */
    record Extra(String flag, String label, String meaning) {}

    /** Does it. */
    @FunctionalInterface
    interface Action {
        /**
         * @return the exit status
         * @throws Exception as {@link Main} tells it: {@link UsageException}, {@link io.hawser.StoreException}, {@link OutputException}
         */
        int run(Invocation invocation) throws Exception;
    }

    static final int ANY = Integer.MAX_VALUE;
}
