package io.hawser.http.client;

import io.hawser.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What failures of the network mean: which kind of error, and in which words. */
public final class Failures {
    private Failures() {}

    /** A failure to connect on {@code route}. */
    static StoreException connecting(String where, Route route, Duration timeout, IOException failure) {
        return switch (failure) {
            case UnknownHostException _ ->
                new StoreException.Unavailable(where, "unknown host " + route.firstHost(), failure);
            case SocketTimeoutException _ ->
                new StoreException.Unavailable(
                        where, "no answer from " + route + " within " + seconds(timeout), failure);
            case ConnectException _ ->
                new StoreException.Unavailable(where, "cannot connect to " + route + ": " + words(failure), failure);
            case NoRouteToHostException _ -> new StoreException.Unavailable(where, "no route to " + route, failure);
            default -> exchanging(where, failure);
        };
    }

    /** A failure on a connection that was made. */
    public static StoreException exchanging(String where, IOException failure) {
        return switch (failure) {
            case StoreException told -> told;
            case MalformedAnswerException _ -> new StoreException.Rejected(where, failure.getMessage(), failure);
            case SSLException tls -> tls(where, tls);
            case ClosedChannelException _ ->
                new StoreException.Unavailable(where, "the connection was broken off", failure);
            default -> new StoreException.Unavailable(where, words(failure), failure);
        };
    }

    private static StoreException tls(String where, SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return new StoreException.Rejected(
                        where,
                        "the server's certificate is not trusted: " + words(cause) + "; --cacert adds an authority",
                        failure);
            }
        }
        var words = words(failure);
        if (words.contains("Unsupported or unrecognized SSL message")) {
            return new StoreException.Rejected(
                    where, "the server does not speak TLS on this port; http:// may be right", failure);
        }
        return new StoreException.Unavailable(where, "TLS failed: " + words, failure);
    }

    /** A failure's message, in one line; its kind where it has none. */
    public static String words(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default ->
                failure.getMessage() == null ? failure.getClass().getSimpleName() : Shown.text(failure.getMessage());
        };
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
