package io.hawser.server.transport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.loader.openssh.kdf.BCrypt;

/** Password hashes of the bcrypt family, by the transport library's own implementation (jBCrypt). */
public final class Bcrypt {
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int LEAST_COST = 4;
    private static final int MOST_COST = 16;
    private static final int COST = 12;

    /** Stands in for a user's hash where there is none, so that a login takes its time all the same: the hash of a password that nobody has. */
    static final String NOBODY = BCrypt.gensalt(COST) + ".".repeat(31);

    private Bcrypt() {}

    public static String hash(String password) {
        return "$2b" + BCrypt.hashpw(password, BCrypt.gensalt(COST)).substring(3);
    }

    public static boolean isWellFormed(String hash) {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            return false;
        }
        int cost = Integer.parseInt(form.group(1));
        return cost >= LEAST_COST && cost <= MOST_COST;
    }

    static boolean matches(String password, String hash) {
        // The three letters mean the same computation; they differ in what other programs once did wrong.
        String plain = "$2a" + hash.substring(3);
        byte[] made = BCrypt.hashpw(password, plain).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(made, plain.getBytes(StandardCharsets.US_ASCII));
    }
}
