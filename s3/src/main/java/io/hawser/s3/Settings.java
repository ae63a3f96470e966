package io.hawser.s3;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Shown;
import io.hawser.store.StoreContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach a bucket, from the store's own options {@code endpoint_url} and {@code region}, the environment and the AWS profile: the same variables and keys, in the same order, as the AWS command line and SDKs
 * (AWS SDKs and Tools Reference Guide, "Service-specific endpoints", "AWS Region").
 *
 * @param endpoint of all buckets; empty for Amazon's own
 * @param region to sign for; empty where none is configured
 * @param pathStyle whether the bucket stands in the path
 * @param anonymous whether requests go unsigned
 */
record Settings(Optional<String> endpoint, Optional<String> region, boolean pathStyle, boolean anonymous) {
    /** The region in which a bucket is looked for first when none is configured; S3 answers with the right one. */
    static final String ANY_REGION = "us-east-1";

    /** Clones call their regions as they like. */
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Pattern IP_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|.*:.*");

    /** A bucket's name that can be part of a host's under a TLS certificate: no dots, no capitals. */
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    /**
     * The settings for a bucket.
     *
     * @throws StoreException.Rejected when one of them has a value that it cannot have
     * @throws StoreException.Local when the profile's file cannot be read
     */
    static Settings of(String bucket, StoreContext context, AwsProfile profile) throws StoreException {
        var environment = context.environment();
        var own = context.options();
        var endpoint = first(own.get("endpoint_url")).or(() -> endpoint(environment, profile));
        var fromEnvironment = first(environment.get("AWS_REGION"), environment.get("AWS_DEFAULT_REGION"));
        var fromProfile = profile.property("region");
        var region = first(own.get("region"))
                .or(() -> profile.chosen()
                        ? fromProfile.or(() -> fromEnvironment)
                        : fromEnvironment.or(() -> fromProfile));
        if (region.isPresent() && !takes(endpoint, region.get())) {
            throw new StoreException.Rejected(
                    setting("region", region, context, "AWS_REGION", "AWS_DEFAULT_REGION"),
                    "not the name of a region such as eu-west-1: " + Shown.text(region.get(), 40));
        }
        var origin = Optional.<Origin>empty();
        if (endpoint.isPresent()) {
            var name = setting("endpoint_url", endpoint, context, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
            origin = Optional.of(url(name, endpoint.get()).origin());
        }
        boolean anonymous = flag(environment, "HAWSER_S3_NO_SIGN");
        boolean asked = flag(environment, "HAWSER_S3_PATH_STYLE")
                || profile.property("s3.addressing_style").equals(Optional.of("path"));
        boolean needed = !HOST_LABEL.matcher(bucket).matches()
                || origin.filter(Settings::namesNoHost).isPresent();
        return new Settings(endpoint, region, asked || needed, anonymous);
    }

    /** Where the value of {@code option} was set, for messages. */
    private static String setting(String option, Optional<String> value, StoreContext context, String... variables) {
        if (!first(context.options().get(option)).equals(value)) {
            for (var variable : variables) {
                if (first(context.environment().get(variable)).equals(value)) {
                    return variable;
                }
            }
        }
        return option;
    }

    /** Whether requests can be signed for a region of that name: a server may say where a bucket is, but not what else goes along with a request. */
    boolean takes(String region) {
        return takes(endpoint, region);
    }

    private static boolean takes(Optional<String> endpoint, String region) {
        return endpoint.isPresent() ? REGION.matcher(region).matches() : AwsRegions.isName(region);
    }

    private static Optional<String> endpoint(Map<String, String> environment, AwsProfile profile) {
        if (String.valueOf(environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
                        .equalsIgnoreCase("true")
                || profile.property("ignore_configured_endpoint_urls").equals(Optional.of("true"))) {
            return Optional.empty();
        }
        var fromEnvironment = first(environment.get("AWS_ENDPOINT_URL_S3"), environment.get("AWS_ENDPOINT_URL"));
        var fromProfile = profile.service("s3", "endpoint_url").or(() -> profile.property("endpoint_url"));
        return profile.chosen() ? fromProfile.or(() -> fromEnvironment) : fromEnvironment.or(() -> fromProfile);
    }

    private static boolean namesNoHost(Origin origin) {
        return origin.host().equals("localhost")
                || IP_ADDRESS.matcher(origin.host()).matches();
    }

    /** The endpoint of a bucket in {@code region}. */
    Endpoint at(String region) throws StoreException {
        if (endpoint.isEmpty()) {
            var host = AwsRegions.host(region);
            return new Endpoint(new Origin("https", host, Origin.defaultPort("https")), "", pathStyle);
        }
        var url = url("endpoint_url", endpoint.get());
        var path = url.target();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Endpoint(url.origin(), path, pathStyle);
    }

    private static HttpUrl url(String setting, String url) throws StoreException {
        try {
            var lower = url.toLowerCase(Locale.ROOT);
            if (lower.startsWith("http://") || lower.startsWith("https://")) {
                var read = HttpUrl.of(Location.parse(url));
                if (read.userInfo().isEmpty() && read.target().indexOf('?') < 0) {
                    return read;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(setting, e.getMessage(), e);
        }
        throw new StoreException.Rejected(
                setting, "an endpoint is http://host[:port] or https://host[:port], with a path at most");
    }

    private static boolean flag(Map<String, String> environment, String name) throws StoreException {
        var value = environment.getOrDefault(name, "");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no", "" -> false;
            default -> throw new StoreException.Rejected(name, "true or false is needed, not '" + value + "'");
        };
    }

    private static Optional<String> first(String... values) {
        for (var value : values) {
            if (value != null && !value.isBlank()) {
                return Optional.of(value.strip());
            }
        }
        return Optional.empty();
    }
}
