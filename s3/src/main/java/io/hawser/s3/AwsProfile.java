package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.store.StoreContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * The profile that the store's option {@value #OPTION} or the environment names ({@code AWS_PROFILE}, else {@code default}) in {@code ~/.aws/config} and {@code ~/.aws/credentials}, or where
 * {@code AWS_CONFIG_FILE} and {@code AWS_SHARED_CREDENTIALS_FILE} say.
 */
final class AwsProfile {
    /** The store's option with the name of its profile. */
    static final String OPTION = "profile";

    private final String name;
    private final boolean asked;
    private final boolean chosen;
    private final Optional<Path> config;
    private final Optional<Path> credentials;
    private final Optional<ProfileFile> file;

    private AwsProfile(String name, boolean asked, boolean chosen, Optional<Path> config, Optional<Path> credentials)
            throws StoreException {
        this.name = name;
        this.asked = asked;
        this.chosen = chosen;
        this.config = config;
        this.credentials = credentials;
        this.file = read(config, credentials);
    }

    /**
     * Reads the files, where there are any.
     *
     * @throws StoreException.Rejected when a profile is asked for that is in neither
     * @throws StoreException.Local when they cannot be read
     */
    static AwsProfile of(StoreContext context) throws StoreException {
        var environment = context.environment();
        var home = environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ""));
        var config = path(environment.get("AWS_CONFIG_FILE"), home, "config");
        var credentials = path(environment.get("AWS_SHARED_CREDENTIALS_FILE"), home, "credentials");
        var chosen = Optional.ofNullable(context.options().get(OPTION));
        var asked = chosen.or(
                () -> Optional.ofNullable(environment.get("AWS_PROFILE")).filter(p -> !p.isBlank()));
        var name = asked.orElse("default");
        var profile = new AwsProfile(name, asked.isPresent(), chosen.isPresent(), config, credentials);
        if (asked.isPresent() && profile.file.flatMap(f -> f.profile(name)).isEmpty()) {
            throw new StoreException.Rejected(
                    chosen.isPresent() ? OPTION : "AWS_PROFILE",
                    "there is no profile '" + name + "' in the AWS configuration");
        }
        return profile;
    }

    /** The same as the files have it now: other programs renew keys there. */
    AwsProfile again() {
        try {
            return new AwsProfile(name, asked, chosen, config, credentials);
        } catch (StoreException _) {
            // Somebody may be writing the file at this moment.
            return this;
        }
    }

    private static Optional<ProfileFile> read(Optional<Path> config, Optional<Path> credentials) throws StoreException {
        if (config.isEmpty() && credentials.isEmpty()) {
            return Optional.empty();
        }
        var both = ProfileFile.aggregator();
        try {
            config.ifPresent(p -> both.addFile(ProfileFile.builder()
                    .content(p)
                    .type(ProfileFile.Type.CONFIGURATION)
                    .build()));
            credentials.ifPresent(p -> both.addFile(ProfileFile.builder()
                    .content(p)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build()));
            return Optional.of(both.build());
        } catch (RuntimeException e) {
            throw new StoreException.Local("the AWS configuration", "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<Path> path(String named, String home, String name) {
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named)).filter(Files::isRegularFile);
        }
        return home.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(home, ".aws", name)).filter(Files::isRegularFile);
    }

    String name() {
        return name;
    }

    /** Whether somebody named it, for this store or in the environment. */
    boolean asked() {
        return asked;
    }

    /** Whether it says where keys come from. */
    boolean keyed() {
        return signedOn()
                || Stream.of("aws_access_key_id", "credential_process", "role_arn")
                        .anyMatch(key -> property(key).isPresent());
    }

    /** Whether its keys come from a single sign-on, which somebody has to do now and then. */
    boolean signedOn() {
        return property("sso_session").isPresent() || property("sso_start_url").isPresent();
    }

    /** Whether it was chosen for this very store, and so comes before the environment. */
    boolean chosen() {
        return chosen;
    }

    /** Both files; empty where there is none. */
    Optional<ProfileFile> file() {
        return file;
    }

    /** A value of the profile; {@code s3.addressing_style} is a nested one. */
    Optional<String> property(String key) {
        return file.flatMap(f -> f.profile(name)).flatMap(p -> p.property(key)).map(String::strip);
    }

    /** A value for one service in the {@code services} section that the profile names. */
    Optional<String> service(String service, String key) {
        return property("services")
                .flatMap(section -> file.flatMap(f -> f.getSection("services", section)))
                .flatMap(p -> p.property(service + "." + key))
                .map(String::strip);
    }
}
