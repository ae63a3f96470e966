package io.hawser.s3;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Authentication;
import io.hawser.http.client.Client;
import io.hawser.http.client.ConnectionPool;
import io.hawser.http.client.Dialer;
import io.hawser.http.client.Proxies;
import io.hawser.http.client.Trust;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes stores for {@code s3://bucket}; all of one provider share their idle connections and the credentials.
 *
 * <p>Endpoint, region and credentials come from the context's environment and the AWS profile, as every AWS tool takes them; {@code HAWSER_S3_NO_SIGN}
 * and {@code HAWSER_S3_PATH_STYLE} are ours. Further certificate authorities come from the option {@code cacert} or {@code AWS_CA_BUNDLE}, files in PEM; what is
 * set for objects, from the option {@code s3_option} ({@code Name=Value} by boto3's names, one a line).
 */
public final class S3StoreProvider implements StoreProvider {
    /** What Amazon and the common clones take as a bucket's name; theirs to refuse what is not one. */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,253}[A-Za-z0-9]|[A-Za-z0-9]");

    private final ConnectionPool pool = new ConnectionPool(System::nanoTime);
    private final Clock clock;
    private final Map<Optional<String>, KeyChain> keyChains = new HashMap<>();
    private final PartBuffers buffers = new PartBuffers();
    private final Map<String, Abilities> abilities = new HashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public S3StoreProvider() {
        this(Clock.systemUTC());
    }

    /** With another clock than the machine's. */
    S3StoreProvider(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public Store open(Location root, StoreContext context) throws StoreException {
        var bucket = root.authority();
        if (!BUCKET.matcher(bucket).matches()) {
            throw new StoreException.Rejected(
                    root, "not the name of a bucket: letters, digits, dots and dashes, as in s3://my-bucket/key");
        }
        var profile = AwsProfile.of(context);
        var settings = Settings.of(bucket, context, profile);
        var userAgent = "hawser/" + context.version();
        var authorities = Optional.ofNullable(context.options().get("cacert"))
                .or(() -> Optional.ofNullable(context.environment().get("AWS_CA_BUNDLE"))
                        .filter(f -> !f.isBlank()));
        var http = new Client(
                pool,
                new Dialer(context.connectTimeout(), userAgent),
                new Proxies(context.environment()),
                new Trust(authorities),
                Authentication.none(),
                userAgent,
                context.trace());
        var client = new S3Client(http, settings, keyChain(context, profile), clock, context.trace());
        var objects = ObjectOptions.of(context, client.endpoint().origin());
        var endpoint = settings.endpoint().orElse("aws");
        var shared = new S3Writer.Shared(buffers, abilities(endpoint, context, profile));
        return new S3Store(
                bucket, client, objects, new S3Writer(client, objects, shared, endpoint, context.environment()));
    }

    /** What is learned of a server holds for all its buckets; some clones refuse checksums, and their users say so as the AWS tools want it. */
    private synchronized Abilities abilities(String endpoint, StoreContext context, AwsProfile profile) {
        var calculation = Optional.ofNullable(context.environment().get("AWS_REQUEST_CHECKSUM_CALCULATION"))
                .filter(value -> !value.isBlank())
                .or(() -> profile.property("request_checksum_calculation"))
                .orElse("");
        return abilities.computeIfAbsent(
                endpoint, _ -> new Abilities(!calculation.strip().equalsIgnoreCase("when_required")));
    }

    /** Stores of one profile share its keys, so that they are fetched and renewed once. */
    private synchronized KeyChain keyChain(StoreContext context, AwsProfile profile) {
        var chosen = Optional.ofNullable(context.options().get(AwsProfile.OPTION));
        return keyChains.computeIfAbsent(chosen, _ -> KeyChain.of(context, profile));
    }

    @Override
    public synchronized void close() {
        pool.close();
        keyChains.values().forEach(KeyChain::close);
        keyChains.clear();
    }
}
