package io.hawser.cli;

import io.hawser.server.PasswordHash;
import io.hawser.server.Permission;
import io.hawser.server.PublicKeys;
import io.hawser.server.Uploads;
import io.hawser.server.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the YAML of a {@link ServerFile}. Whatever could not work is told before the server starts, with its line: an unknown key, a home that is not there,
 * a key that is none. No message repeats a password or a key.
 */
final class ServerFileReader {
    private static final String USERS = "users";
    private static final String UPLOADS = "uploads";
    private static final String SYNC = "sync";
    private static final String NAME = "name";
    private static final String HOME = "home";
    private static final String PASSWORD = "password";
    private static final String KEYS = "authorized_keys";
    private static final String PERMISSIONS = "permissions";
    private static final String CONNECTIONS = "connections";
    private static final List<String> OF_FILE = List.of(USERS, UPLOADS, SYNC);
    private static final List<String> OF_USER = List.of(NAME, HOME, PASSWORD, KEYS, PERMISSIONS, CONNECTIONS);

    private static final int MOST_CONNECTIONS = 1000;

    /** What follows the first key of a line would be taken for a comment, without a word. */
    private static final Pattern TWO_KEYS =
            Pattern.compile("\\sAAAA[\\w+/=]{16,}\\s.*\\sAAAA[\\w+/=]{16,}", Pattern.DOTALL);

    private final Path folder;
    private final String ownHome;
    private final YamlNodes nodes;

    ServerFileReader(Path file, Map<String, String> environment) {
        this.folder = file.toAbsolutePath().getParent();
        this.ownHome = environment.getOrDefault("HOME", "");
        this.nodes = new YamlNodes(file.toString());
    }

    ServerFile read(byte[] yaml) throws UsageException {
        var root = nodes.root(yaml);
        if (root.isEmpty()) {
            throw new UsageException(nodes.file() + ": nobody could log in: list somebody under users");
        }
        var given = fields(root.get(), "the file", OF_FILE);
        var users = users(required(given, USERS, root.get()));
        var uploads = given.containsKey(UPLOADS) ? oneOf(Uploads.values(), given.get(UPLOADS), UPLOADS) : Uploads.WHOLE;
        var durable = !given.containsKey(SYNC) || parsed(given.get(SYNC), SYNC, CopyTuning::sync);
        return new ServerFile(users, uploads, durable);
    }

    private List<User> users(Node list) throws UsageException {
        var users = new ArrayList<User>();
        var names = new HashSet<String>();
        for (var node : items(list, USERS)) {
            var given = fields(node, "a user", OF_USER);
            var user = user(given, node);
            if (!names.add(user.name())) {
                throw nodes.wrong(given.get(NAME), "a second user '" + Shown.text(user.name()) + "'");
            }
            users.add(user);
        }
        if (users.isEmpty()) {
            throw nodes.wrong(list, "nobody could log in: list somebody under users");
        }
        return users;
    }

    private User user(Map<String, Node> given, Node node) throws UsageException {
        var name = nodes.text(required(given, NAME, node));
        if (name.isEmpty() || !name.equals(name.strip()) || !name.equals(Shown.text(name))) {
            throw nodes.wrong(given.get(NAME), "a name is needed, without control characters and blanks around it");
        }
        var user = User.of(name, home(required(given, HOME, node)));
        if (given.containsKey(PASSWORD)) {
            user = user.withPassword(hash(given.get(PASSWORD)));
        }
        if (given.containsKey(KEYS)) {
            user = withKeys(user, given.get(KEYS));
        }
        if (user.password().isEmpty()
                && user.keys().isEmpty()
                && user.keyFiles().isEmpty()) {
            throw nodes.wrong(
                    node,
                    "user '" + name + "' could never log in: give " + KEYS + ", or a " + PASSWORD
                            + " that 'hawser serve hash-password' made");
        }
        if (given.containsKey(PERMISSIONS)) {
            user = user.withPermissions(permissions(given.get(PERMISSIONS)));
        }
        return given.containsKey(CONNECTIONS)
                ? user.withConnections(parsed(given.get(CONNECTIONS), CONNECTIONS, Settings.upTo(MOST_CONNECTIONS)))
                : user;
    }

    private Path home(Node node) throws UsageException {
        var home = path(node);
        if (!Files.isDirectory(home)) {
            throw nodes.wrong(node, HOME + ": there is no folder " + Shown.text(home.toString()));
        }
        if (!Files.isExecutable(home)) {
            throw nodes.wrong(node, HOME + ": this user may not enter " + Shown.text(home.toString()));
        }
        return home;
    }

    private String hash(Node node) throws UsageException {
        var hash = nodes.text(node);
        if (!PasswordHash.isWellFormed(hash)) {
            throw nodes.wrong(
                    node,
                    PASSWORD
                            + ": not a bcrypt hash ($2a$, $2b$ or $2y$, of cost 4 to 16); 'hawser serve hash-password' makes one");
        }
        return hash;
    }

    /** A line and a file are told apart by how they begin, whatever either holds. */
    private User withKeys(User user, Node list) throws UsageException {
        var lines = new ArrayList<String>();
        var files = new ArrayList<Path>();
        for (var node : items(list, KEYS)) {
            var text = nodes.text(node);
            if (text.startsWith("/") || text.startsWith("~/") || text.startsWith("./") || text.startsWith("../")) {
                var file = path(node);
                if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
                    throw nodes.wrong(node, KEYS + ": no file that can be read: " + Shown.text(file.toString()));
                }
                files.add(file);
            } else if (TWO_KEYS.matcher(text).find()) {
                throw nodes.wrong(node, KEYS + ": two keys in one entry; each needs its own");
            } else if (PublicKeys.isWellFormed(text)) {
                lines.add(text);
            } else {
                throw nodes.wrong(
                        node,
                        KEYS
                                + ": not a public key that this server knows, as in \"ssh-ed25519 AAAA…\"; a file begins with /, ./ or ~/");
            }
        }
        return user.withKeys(lines).withKeyFiles(files);
    }

    private Set<Permission> permissions(Node list) throws UsageException {
        var all = EnumSet.noneOf(Permission.class);
        for (var node : items(list, PERMISSIONS)) {
            all.add(oneOf(Permission.values(), node, PERMISSIONS));
        }
        return all;
    }

    private <T extends Enum<T>> T oneOf(T[] known, Node node, String what) throws UsageException {
        return parsed(
                node,
                what,
                text -> Arrays.stream(known)
                        .filter(each -> word(each).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("known are "
                                + String.join(
                                        ", ",
                                        Arrays.stream(known)
                                                .map(ServerFileReader::word)
                                                .toList()))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private <T> T parsed(Node node, String what, Function<String, T> parser) throws UsageException {
        try {
            return parser.apply(nodes.text(node));
        } catch (IllegalArgumentException e) {
            throw nodes.wrong(node, what + ": " + e.getMessage());
        }
    }

    /** A relative one is seen from the file's own folder. */
    private Path path(Node node) throws UsageException {
        var text = nodes.text(node);
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw nodes.wrong(node, "a path is needed here");
        }
        if (!text.startsWith("~/")) {
            return folder.resolve(text);
        }
        if (ownHome.isEmpty()) {
            throw nodes.wrong(node, "~/ means nothing, since HOME is not set: write the path in full");
        }
        return Path.of(ownHome, text.substring(2));
    }

    private Map<String, Node> fields(Node node, String what, List<String> known) throws UsageException {
        var given = new HashMap<String, Node>();
        for (var entry : nodes.entries(node, what, known.getFirst() + ": …")) {
            var key = nodes.text(entry.getKeyNode());
            if (!known.contains(key)) {
                throw nodes.wrong(
                        entry.getKeyNode(),
                        "unknown key '" + Shown.text(key) + "'; known are " + String.join(", ", known));
            }
            given.put(key, entry.getValueNode());
        }
        return given;
    }

    private Node required(Map<String, Node> given, String key, Node around) throws UsageException {
        var node = given.get(key);
        if (node == null) {
            throw nodes.wrong(around, key + " is missing here");
        }
        return node;
    }

    private List<Node> items(Node node, String what) throws UsageException {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        throw nodes.wrong(node, what + " must be a list, with - before each");
    }
}
