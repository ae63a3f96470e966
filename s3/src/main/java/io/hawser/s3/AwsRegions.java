package io.hawser.s3;

import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/** Amazon's own endpoints, as the SDK knows them for all partitions. */
final class AwsRegions {
    private static final Pattern NAME = Pattern.compile("[a-z]{2}[a-z0-9-]{1,60}\\d");

    private AwsRegions() {}

    /** Whether it can be the name of a region, and so a part of a host's. */
    static boolean isName(String region) {
        return NAME.matcher(region).matches();
    }

    /** The host of S3 in a region. */
    static String host(String region) {
        var known = ServiceMetadata.of("s3").endpointFor(Region.of(region));
        var host = known.getHost() == null ? known.toString() : known.getHost();
        // The SDK's is the global endpoint, which for a bucket made lately elsewhere answers 307 and leads to another
        // host.
        return host.equals("s3.amazonaws.com") ? "s3." + region + ".amazonaws.com" : host;
    }
}
