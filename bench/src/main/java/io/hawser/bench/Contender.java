package io.hawser.bench;

import java.io.IOException;
import java.util.Optional;

/** One way to do a piece of work, to be measured beside others. */
interface Contender {
    /** Its name in the table, with what matters of how it was called. */
    String name();

    /** What its version is, or why it cannot take part. */
    Availability availability();

    /** Does the work once, completely; throws when the result is not right. */
    Sample run() throws IOException, InterruptedException;

    /**
     * Whether a tool can be measured.
     *
     * @param version as the tool gives it
     * @param missing why it cannot, when it cannot
     */
    record Availability(String version, Optional<String> missing) {
        static Availability of(String version) {
            return new Availability(version, Optional.empty());
        }

        static Availability missing(String why) {
            return new Availability("", Optional.of(why));
        }
    }

    /**
     * One measurement.
     *
     * @param seconds from start to end
     * @param cpuSeconds of the process and what it waited for; NaN where it is not known
     */
    record Sample(double seconds, double cpuSeconds) {}
}
