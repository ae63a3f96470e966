package io.hawser.http.client;

/** What is shown to one origin to be let in, and to no other. */
public interface Authentication {
    /** Whether there is anything that only its own origin may see. */
    boolean present();

    /** Adds to a request what {@code target} may see. */
    void addTo(Headers request, Origin target);

    /** {@code text} from a server, which may have echoed what was sent, without the secrets. */
    String redacted(String text);

    /** For a message on a refusal by {@code origin}: what was shown to it, without the secret; begins with {@code "; "}. */
    String shownTo(Origin origin);

    /** Nothing is shown to anybody. */
    static Authentication none() {
        return NoAuthentication.INSTANCE;
    }
}
