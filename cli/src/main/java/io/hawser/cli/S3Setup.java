package io.hawser.cli;

import io.hawser.Location;
import java.util.ArrayList;
import java.util.Map;

/** What the settings say of S3 objects, by the names that its store knows. */
final class S3Setup {
    private static final String FORM = "write Name=Value, as in StorageClass=STANDARD_IA";

    private final Settings settings;

    private S3Setup(Settings settings) {
        this.settings = settings;
    }

    /**
     * Looks at the options that are given; which names there are, the store knows.
     *
     * @throws UsageException when one is none
     */
    static S3Setup of(Settings settings) throws UsageException {
        for (var option : settings.all(Option.S3_OPTION)) {
            int equals = option.text().indexOf('=');
            // The given text is not repeated: whoever wrote a key there by mistake should not find it in a log.
            if (equals < 1 || option.text().contains("\n")) {
                throw new UsageException(option.origin() + ": not an option of S3 objects; " + FORM);
            }
        }
        return new S3Setup(settings);
    }

    /** Whether a location is an object or a bucket. */
    static boolean concerns(Location location) {
        return location.scheme().equals("s3");
    }

    /**
     * Adds to what holds for a bucket the options of its objects, a line each: of several with one name the first counts, so a flag or a variable comes
     * before what the configuration file says of the bucket, and that before what it says in general.
     */
    Map<String, String> at(Map<String, String> bucket) {
        var general = settings.config().settings(Option.S3_OPTION);
        var given = settings.all(Option.S3_OPTION);
        var lines = new ArrayList<String>();
        if (!given.equals(general)) {
            given.forEach(option -> lines.add(option.text()));
        }
        bucket.getOrDefault(Option.S3_OPTION.key(), "").lines().forEach(lines::add);
        general.forEach(option -> lines.add(option.text()));
        if (!lines.isEmpty()) {
            bucket.put(Option.S3_OPTION.key(), String.join("\n", lines));
        }
        return bucket;
    }
}
