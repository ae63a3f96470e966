package io.hawser.ssh.transport;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import io.hawser.StoreException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in one line why a login failed.
 *
 * @param proven whether the way that was tried had worked before
 */
record LoginFailure(
        HostConfig config,
        Attempt attempt,
        Wire wire,
        Greeting greeting,
        HostKeys hostKeys,
        List<UserKey> keys,
        Passwords passwords,
        boolean proven) {
    private static final Pattern METHODS = Pattern.compile("Auth (?:fail|cancel) for methods '(.*)'", Pattern.DOTALL);

    /** Reason codes of RFC 4253 section 11.1 that mean that the user is not let in. */
    private static final int TOO_MANY_FAILURES = 2;

    private static final int NO_MORE_METHODS = 14;

    StoreException explain(Exception failure) {
        if (hostKeys.refusal() != null) {
            return hostKeys.refusal();
        }
        if (!greeting.identified() && !greeting.said().isEmpty()) {
            return new StoreException.Rejected(config, "no SSH server: it said \"" + greeting.said() + "\"", failure);
        }
        if (attempt.broken() != null) {
            return new StoreException.Unavailable(config, attempt.broken() + stage(), failure);
        }
        var methods = METHODS.matcher(String.valueOf(failure.getMessage()));
        if (methods.matches()) {
            // The library takes the end of the connection for one more method that did not work.
            if (wire.reason().filter(why -> !why.equals(WireProxy.BROKE_OFF)).isPresent()) {
                return brokeOff(failure);
            }
            return denied(methods.group(1), failure);
        }
        return switch (failure) {
            case JSchAlgoNegoFailException none -> noCommonAlgorithm(none);
            case JSchSessionDisconnectException ended -> disconnected(ended);
            case JSchHostKeyException key ->
                new StoreException.Rejected(config, "the host's certificate is not valid: " + Shown.words(key), key);
            case JSchException library
            when about(library, "HostKey", "ertificate") ->
                new StoreException.Rejected(
                        config, "the host's certificate is not valid: " + Shown.words(library), library);
            case JSchException library
            when library.getCause() == null && greeting.identified() ->
                new StoreException.Rejected(config, "the SSH dialogue failed: " + Shown.words(library), library);
            default -> new StoreException.Unavailable(config, lost(failure), failure);
        };
    }

    /** A server may also hang up on who gives a wrong password, and to repeat one may lock the account. */
    private StoreException brokeOff(Exception failure) {
        return passwords.used() && !proven
                ? new StoreException.Denied(
                        config, lost(failure) + "; a password was sent, which is not tried again", failure)
                : new StoreException.Unavailable(config, lost(failure), failure);
    }

    private static boolean about(Exception failure, String... words) {
        return Stream.of(words).anyMatch(String.valueOf(failure.getMessage())::contains);
    }

    private String stage() {
        return greeting.identified() ? "" : ": the server said nothing";
    }

    private String lost(Exception failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return "the connection broke off while logging in: "
                + wire.reason().filter(why -> !why.equals(WireProxy.BROKE_OFF)).orElse(Shown.words(cause));
    }

    private StoreException disconnected(JSchSessionDisconnectException ended) {
        var said = "the server ended the connection: " + Shown.text(ended.getDescription());
        boolean refused = ended.getReasonCode() == NO_MORE_METHODS
                || ended.getReasonCode() == TOO_MANY_FAILURES
                        && String.valueOf(ended.getDescription()).contains("authentication failures");
        return refused
                ? new StoreException.Denied(config, said + tried(), ended)
                : new StoreException.Unavailable(config, said, ended);
    }

    private StoreException denied(String offered, Exception failure) {
        var text = "login refused; the server takes " + Shown.text(offered.replace(",", ", ")) + tried();
        if (hostKeys.changed()) {
            text += "; no password was sent, for the host's key has changed";
        }
        return new StoreException.Denied(config, text, failure);
    }

    /** What was tried, keys by their names. */
    private String tried() {
        var named = keys.stream().map(UserKey::fate).collect(Collectors.joining(", "));
        var all = named.isEmpty() ? "" : "tried keys: " + named;
        if (passwords.used()) {
            all += (all.isEmpty() ? "" : "; ") + "the password was refused";
        } else if (config.methods().contains("password")) {
            all += (all.isEmpty() ? "" : "; ") + "no password was given";
        }
        return all.isEmpty() ? "" : "; " + all;
    }

    private StoreException noCommonAlgorithm(JSchAlgoNegoFailException none) {
        var kind = Algorithms.ALL.stream()
                .filter(one -> one.settings().contains(none.getAlgorithmName()))
                .findFirst();
        var keyword = kind.map(Algorithms::keyword).orElse(none.getAlgorithmName());
        var text = "no common algorithm for " + keyword + ": the server offers " + Shown.text(none.getServerProposal())
                + ", Hawser " + Shown.text(none.getJSchProposal());
        var possible = kind.map(one -> one.others().stream()
                        .filter(List.of(none.getServerProposal().split(","))::contains)
                        .collect(Collectors.joining(",")))
                .orElse("");
        return new StoreException.Rejected(
                config, possible.isEmpty() ? text : text + "; -o " + keyword + "=+" + possible + " allows that", none);
    }
}
