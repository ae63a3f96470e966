package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Failures;
import io.hawser.store.StoreContext;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Where keys come from: the environment, or else the SDK's own chain (web identity, profiles with roles, SSO or a process, container and instance
 * roles), which also renews them. Nothing of the SDK is loaded for keys that stand in the environment.
 */
final class KeyChain implements AutoCloseable {
    private final Optional<Keys> given;
    private volatile AwsProfile profile;
    private boolean read;
    private AwsCredentialsProvider chain;
    private volatile Keys latest;

    private KeyChain(Optional<Keys> given, AwsProfile profile) {
        this.given = given;
        this.profile = profile;
    }

    static KeyChain of(StoreContext context, AwsProfile profile) {
        var environment = context.environment();
        var id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "").strip();
        var secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "").strip();
        var token = Optional.ofNullable(environment.get("AWS_SESSION_TOKEN"))
                .map(String::strip)
                .filter(t -> !t.isEmpty());
        // As everywhere with AWS, a profile that the environment names does not outrank keys in the environment.
        var given = id.isEmpty() || secret.isEmpty() || profile.chosen()
                ? Optional.<Keys>empty()
                : Optional.of(new Keys(id, secret, token));
        return new KeyChain(given, profile);
    }

    /**
     * The keys to sign with now.
     *
     * @throws StoreException.Denied when there are none
     */
    Keys keys(Object where) throws StoreException {
        var keys = given.isPresent() ? given.get() : fromChain(where);
        if (!sendable(keys.id()) || !keys.token().map(KeyChain::sendable).orElse(true)) {
            throw new StoreException.Denied(
                    where,
                    "the AWS access key id and the session token are each one word of ASCII characters, and one of these has"
                            + " another character in it, such as a line end");
        }
        return keys;
    }

    private static boolean sendable(String word) {
        return word.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private Keys fromChain(Object where) throws StoreException {
        try {
            var found = chain().resolveCredentials();
            var keys = new Keys(found.accessKeyId(), found.secretAccessKey(), token(found));
            latest = keys;
            return keys;
        } catch (RuntimeException e) {
            // Not only the SDK's own: what stands in a profile may bring about any.
            var reason = missing(e);
            // Whoever puts the files right need not begin anew.
            close();
            throw new StoreException.Denied(where, reason, e);
        }
    }

    /** The reason of the profile that is to give them, where there is one; a chain gives those of all its members. */
    private String missing(RuntimeException failure) {
        if (!profile.asked() && !profile.keyed()) {
            return "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE), or"
                    + " HAWSER_S3_NO_SIGN=true for anonymous access";
        }
        var own = failure;
        if (!profile.chosen()) {
            try (var alone = ofProfile()) {
                alone.resolveCredentials();
            } catch (RuntimeException e) {
                own = e;
            }
        }
        return "the AWS profile '" + profile.name() + "' gives no credentials: " + words(own)
                + (profile.signedOn() ? "; aws sso login --profile " + profile.name() + " may help" : "");
    }

    /** Without the SDK's list of all that is in the files. */
    private static String words(RuntimeException failure) {
        if (failure.getCause() instanceof NoSuchFileException none) {
            return none.getFile() + ": no such file";
        }
        var words = Failures.words(failure);
        int dump = words.indexOf(": ProfileFile(");
        var cause = failure.getCause();
        return (dump < 0 ? words : words.substring(0, dump)) + (cause == null ? "" : " " + Failures.words(cause));
    }

    private static Optional<String> token(AwsCredentials found) {
        return found instanceof AwsSessionCredentials session ? Optional.of(session.sessionToken()) : Optional.empty();
    }

    private synchronized AwsCredentialsProvider chain() {
        if (chain == null) {
            profile = read ? profile.again() : profile;
            read = true;
            // The default chain looks at the environment and the system's properties first.
            chain = profile.chosen() ? ofProfile() : ofAll();
        }
        return chain;
    }

    private ProfileCredentialsProvider ofProfile() {
        var builder = ProfileCredentialsProvider.builder().profileName(profile.name());
        profile.file().ifPresent(builder::profileFile);
        return builder.build();
    }

    private DefaultCredentialsProvider ofAll() {
        var builder = DefaultCredentialsProvider.builder().profileName(profile.name());
        profile.file().ifPresent(builder::profileFile);
        return builder.build();
    }

    /**
     * Has keys fetched anew by the next who asks, from files and processes too, unless that was done since {@code refused} were had.
     *
     * @return whether other keys may be had at all
     */
    synchronized boolean renew(Keys refused) {
        if (given.isPresent()) {
            return false;
        }
        if (refused.equals(latest)) {
            close();
        }
        return true;
    }

    /** Lets go of what fetches keys, and of those it has; the next who asks begins with the files as they are then. */
    @Override
    public synchronized void close() {
        if (chain instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
        chain = null;
        latest = null;
    }
}
