package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Client;
import io.hawser.http.client.Failures;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpDate;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Signs and sends the requests of one bucket. It never retries what failed; but a request that S3 refuses because of what it alone can tell (the bucket's
 * region, its own clock, keys that have just expired) goes out once more with that put right.
 */
final class S3Client {
    /** S3 refuses what was signed more than 15 minutes off; a smaller difference is not worth a request. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int CORRECTIONS = 3;

    private final Client http;
    private final Settings settings;
    private final KeyChain keyChain;
    private final Clock clock;
    private final Consumer<String> trace;
    private final ConcurrentHashMap<String, Signature> signatures = new ConcurrentHashMap<>();

    /** What others learn meanwhile must not be taken for what a request was sent with. */
    private record Aim(String region, Endpoint endpoint) {}

    private volatile Aim aim;
    private volatile Duration skew = Duration.ZERO;

    /** {@code clock} is the machine's; {@code trace} takes a line for each correction, without secrets. */
    S3Client(Client http, Settings settings, KeyChain keyChain, Clock clock, Consumer<String> trace)
            throws StoreException {
        this.http = http;
        this.settings = settings;
        this.keyChain = keyChain;
        this.clock = clock;
        this.trace = trace;
        var region = settings.region().orElse(Settings.ANY_REGION);
        this.aim = new Aim(region, settings.at(region));
    }

    /** The server as it was last found. */
    Endpoint endpoint() {
        return aim.endpoint();
    }

    /** Whether the same server can read what {@code other} reads, as the same user. */
    boolean canReadFor(S3Client other) {
        return settings.endpoint().equals(other.settings.endpoint())
                && settings.anonymous() == other.settings.anonymous()
                && keyChain == other.keyChain;
    }

    /**
     * Sends a request without a body, or with one that does not fail, and returns the answer when it has one of the statuses hoped for.
     *
     * @param where what it is about, for messages
     * @throws StoreException what S3 says it is otherwise
     */
    Answer ask(Call call, Object where, Scope scope, int... hopedFor) throws StoreException {
        try {
            return send(call, where, scope, hopedFor);
        } catch (IOException e) {
            throw Failures.exchanging(where.toString(), e);
        }
    }

    /**
     * Sends a request whose answer takes time, and may turn out to be an error behind a status of 200.
     *
     * @return the elements of the result, and a version id as {@code VersionId}
     */
    Map<String, String> result(Call call, Object where, Scope scope) throws StoreException {
        try (var answer = ask(call, where, scope, 200);
                var xml = new Xml(answer, scope)) {
            boolean refused = xml.root().equals("Error");
            var texts = xml.texts();
            xml.finish();
            if (refused) {
                throw S3Error.of(answer, texts).about(where);
            }
            answer.headers().first("x-amz-version-id").ifPresent(version -> texts.put("VersionId", version));
            return texts;
        }
    }

    /**
     * As {@link #ask}, for any body.
     *
     * @throws IOException a {@link StoreException} when the exchange failed; whatever the body threw, unchanged
     */
    Answer send(Call call, Object where, Scope scope, int... hopedFor) throws IOException {
        Keys refused = null;
        S3Error refusal = null;
        for (int corrections = 0; ; corrections++) {
            var target = aim;
            var shift = skew;
            var keys = settings.anonymous() ? null : keyChain.keys(where);
            if (keys != null && keys.equals(refused)) {
                throw refusal.code().isEmpty()
                        ? refusal.about(where)
                        : new StoreException.Denied(
                                where,
                                "the AWS credentials have expired; renew them, and the same command goes on from here");
            }
            var answer = http.once(signed(call, target, keys, clock.instant().plus(shift)), scope);
            for (int status : hopedFor) {
                if (answer.status() == status) {
                    return answer;
                }
            }
            var error = S3Error.read(answer, scope);
            boolean corrected = corrections < CORRECTIONS
                    && (learnRegion(error, target) || keys != null && learnTime(error, shift));
            if (!corrected
                    && corrections < CORRECTIONS
                    && keys != null
                    && expired(error, call, keys, refused == null)
                    && keyChain.renew(keys)) {
                refused = keys;
                refusal = error;
                corrected = true;
            }
            if (!corrected) {
                throw error.about(where);
            }
            if (!call.replayable()) {
                throw new StoreException.Unavailable(
                        where, "must be sent once more: " + error.about(where).reason());
            }
        }
    }

    private Request signed(Call call, Aim target, Keys keys, Instant now) {
        var endpoint = target.endpoint();
        var url = endpoint.url(call);
        var headers = new Headers();
        headers.set("x-amz-content-sha256", call.payload());
        call.headers().fields().forEach(f -> headers.set(f.name(), f.value()));
        if (keys != null) {
            signatures
                    .computeIfAbsent(target.region(), Signature::new)
                    .sign(call, headers, url.origin().authority(), endpoint.path(call), keys, now);
        }
        return new Request(call.method(), url, headers, call.content());
    }

    /** Whether the bucket turned out to be in another region than the request was for; from now on that one is used. */
    private boolean learnRegion(S3Error error, Aim sent) throws StoreException {
        boolean misdirected = error.status() == 301
                || error.status() == 307
                || error.is("AuthorizationHeaderMalformed")
                || error.is("IllegalLocationConstraintException")
                // An answer to HEAD has nothing but its status and headers.
                || error.status() == 400 && error.code().isEmpty();
        var right = misdirected ? error.region() : Optional.<String>empty();
        if (right.isEmpty() || right.get().equals(sent.region()) || !settings.takes(right.get())) {
            return false;
        }
        if (!right.get().equals(aim.region())) {
            trace.accept("the bucket is in " + right.get() + ", not in " + sent.region());
            aim = new Aim(right.get(), settings.at(right.get()));
        }
        return true;
    }

    /** Whether the server's clock is far from the time that was signed, as its answer's date says; from now on its time is signed. */
    private boolean learnTime(S3Error error, Duration sent) {
        if (error.status() != 403 && error.status() != 400) {
            return false;
        }
        boolean said = error.is("RequestTimeTooSkewed") || error.is("RequestExpired") || error.is("RequestInTheFuture");
        if (!said && !error.code().isEmpty() && !error.is("AccessDenied") && !error.is("SignatureDoesNotMatch")) {
            return false;
        }
        var theirs = error.headers().first("Date").flatMap(HttpDate::parse);
        if (theirs.isEmpty()) {
            return false;
        }
        var difference = Duration.between(clock.instant(), theirs.get());
        if (difference.minus(sent).abs().compareTo(SKEW) < 0) {
            return false;
        }
        trace.accept("this machine's clock is " + difference.abs().toSeconds() + " s "
                + (difference.isNegative() ? "ahead of" : "behind") + " the server's");
        skew = difference;
        return true;
    }

    /** Whether keys of a session are over. An answer to HEAD says no more than 400, which may have other reasons, so that is believed but the {@code first} time. */
    private static boolean expired(S3Error error, Call call, Keys keys, boolean first) {
        return error.is("ExpiredToken")
                || error.is("InvalidToken")
                || error.is("TokenRefreshRequired")
                || first
                        && call.method().equals("HEAD")
                        && error.status() == 400
                        && error.code().isEmpty()
                        && keys.token().isPresent();
    }
}
