package io.hawser.ssh.transport;

import io.hawser.StoreException;
import io.hawser.ssh.transport.HostConfig.StrictChecking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what options and ssh_config(5) say of a destination. */
final class ConfigReader {
    private static final Path SYSTEM_WIDE = Path.of("/etc/ssh/ssh_config");
    private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(15);

    private final Destination destination;
    private final SshSettings settings;
    private final Path home;

    ConfigReader(Destination destination, SshSettings settings) {
        this.destination = destination;
        this.settings = settings;
        this.home = home(settings.environment());
    }

    /** As ssh, by the machine's list of users where the environment names none: a service may have none, and a relative one would be anybody's folder. */
    private static Path home(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("HOME", ""), System.getProperty("user.home"), "/")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .findFirst()
                .orElseThrow();
    }

    /** @param jumps hosts to go through, in place of what is configured; empty for that */
    HostConfig read(Optional<String> jumps) throws StoreException {
        var given = given();
        var keywords = new Keywords();
        keywords.addAll(given);
        var client = OpenSshClient.find(settings.environment());
        var asked = client.isPresent() ? client.get().ask(words(), destination.host()) : Optional.<Keywords>empty();
        Optional<Keywords> defaults =
                asked.isPresent() ? Optional.of(client.get().defaults()) : Optional.empty();
        keywords.addAll(asked.isPresent() ? asked.get() : parsed());
        return interpret(given, keywords, defaults, jumps);
    }

    /** The options of the command line: they beat the files. */
    private Keywords given() throws StoreException {
        var given = new Keywords();
        for (var line : lines("ssh_option").toList()) {
            var words = ConfigWords.of(line.strip());
            var keyword = words.keyword().toLowerCase(Locale.ROOT);
            if (words.words().isEmpty() && !line.contains("=")) {
                throw new StoreException.Rejected(destination, "-o " + Shown.text(line) + ": Key=Value is needed");
            }
            if (Keywords.UNDERSTOOD.contains(keyword) && !keyword.equals("host") && !keyword.equals("include")) {
                given.add(keyword, words.value());
            } else if (Keywords.OF_SSH.contains(keyword) && !keyword.equals("match")) {
                settings.trace().accept("-o " + words.keyword() + ": not used by Hawser");
            } else {
                throw new StoreException.Rejected(
                        destination, "-o " + Shown.text(words.keyword()) + ": ssh has no such option");
            }
        }
        return given;
    }

    private List<String> words() {
        var words = new ArrayList<String>();
        file().ifPresent(file -> words.addAll(List.of("-F", file)));
        lines("identity").forEach(file -> words.addAll(List.of("-i", file)));
        lines("ssh_option").forEach(line -> words.addAll(List.of("-o", line.strip())));
        destination.user().ifPresent(user -> words.addAll(List.of("-l", user)));
        destination.port().ifPresent(port -> words.addAll(List.of("-p", Integer.toString(port))));
        return words;
    }

    /** The file to read, when it is not for ssh to choose: it takes the home folder from the machine's list of users, we from {@code HOME}. */
    private Optional<String> file() {
        var given = settings.options().get("ssh_config");
        if (given != null || home.equals(Path.of(System.getProperty("user.home")))) {
            return Optional.ofNullable(given);
        }
        return Stream.of(home.resolve(".ssh/config"), SYSTEM_WIDE)
                .filter(Files::isReadable)
                .map(Path::toString)
                .findFirst()
                .or(() -> Optional.of("none"));
    }

    private Keywords parsed() throws StoreException {
        var reader = new ConfigFile(destination.host(), home, settings.trace());
        var given = settings.options().get("ssh_config");
        if (given == null) {
            reader.read(home.resolve(".ssh/config"), false);
            reader.read(SYSTEM_WIDE, false);
        } else if (!given.equals("none")) {
            reader.read(Path.of(given), true);
        }
        return reader.keywords();
    }

    private HostConfig interpret(Keywords given, Keywords keywords, Optional<Keywords> defaults, Optional<String> jumps)
            throws StoreException {
        var user = destination
                .user()
                .or(() -> keywords.first("User"))
                .or(() -> Optional.ofNullable(settings.environment().get("USER")))
                .orElseGet(() -> System.getProperty("user.name"));
        int port = destination.port().orElse(number(keywords, "Port", 22));
        var hostName = keywords.first("HostName").orElse("%h").replace("%h", destination.host());
        var tokens = new Tokens(home, destination.host(), hostName, port, user, settings.environment());
        var jump = jumps.or(() -> keywords.first("ProxyJump")).filter(ConfigReader::some);
        var tries = methods(keywords);
        return new HostConfig(
                destination.host(),
                hostName,
                port,
                user,
                keywords.first("HostKeyAlias").filter(ConfigReader::some),
                identities(keywords, defaults, tokens),
                tokens.paths(keywords.all("CertificateFile")),
                keywords.is("IdentitiesOnly", false),
                agent(keywords, tokens),
                jump,
                jump.isPresent()
                        ? Optional.empty()
                        : keywords.first("ProxyCommand")
                                .filter(ConfigReader::some)
                                .map(tokens::expand),
                interval(given, keywords, defaults),
                Math.max(1, number(keywords, "ServerAliveCountMax", 3)),
                seconds(keywords, "ConnectTimeout").orElse(settings.connectTimeout()),
                keywords.first("AddressFamily").orElse("any").toLowerCase(Locale.ROOT),
                algorithms(given, keywords, defaults),
                files(keywords, tokens, "UserKnownHostsFile", "~/.ssh/known_hosts ~/.ssh/known_hosts2"),
                files(keywords, tokens, "GlobalKnownHostsFile", "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"),
                StrictChecking.of(keywords.first("StrictHostKeyChecking").orElse("ask")),
                keywords.is("HashKnownHosts", false),
                tries,
                number(keywords, "NumberOfPasswordPrompts", 3),
                !keywords.is("BatchMode", false));
    }

    /** Those given as such first, as ssh; where there are any, the usual ones are not looked for. */
    private List<Path> identities(Keywords keywords, Optional<Keywords> defaults, Tokens tokens) {
        var files = new ArrayList<>(tokens.paths(lines("identity").toList()));
        var configured = keywords.all("IdentityFile");
        // ssh leaves out a file that is not there, and then prints the usual ones.
        boolean usual =
                defaults.isPresent() && defaults.get().all("IdentityFile").equals(configured);
        if (files.isEmpty() || !usual) {
            files.addAll(
                    tokens.paths(configured.stream().filter(ConfigReader::some).toList()));
        }
        return files.isEmpty()
                ? tokens.paths(List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"))
                : files.stream().distinct().toList();
    }

    private Optional<Path> agent(Keywords keywords, Tokens tokens) {
        var configured = keywords.first("IdentityAgent");
        if (configured.isPresent() && !configured.get().equals("SSH_AUTH_SOCK")) {
            var name = configured.get();
            return name.equals("none")
                    ? Optional.empty()
                    : Optional.of(tokens.path(
                            name.startsWith("$") && !name.startsWith("${") ? "${" + name.substring(1) + "}" : name));
        }
        return Optional.ofNullable(settings.environment().get("SSH_AUTH_SOCK"))
                .filter(ConfigReader::some)
                .map(Path::of);
    }

    private static List<Path> files(Keywords keywords, Tokens tokens, String keyword, String byDefault) {
        var value = keywords.first(keyword).orElse(byDefault);
        return value.equals("none") ? List.of() : tokens.paths(List.of(value.split(" +")));
    }

    private static List<String> methods(Keywords keywords) {
        return Stream.of(keywords.first("PreferredAuthentications")
                        .orElse("publickey,keyboard-interactive,password")
                        .split(","))
                .map(String::strip)
                .filter(method -> switch (method) {
                    case "publickey" -> keywords.is("PubkeyAuthentication", true);
                    case "keyboard-interactive" -> keywords.is("KbdInteractiveAuthentication", true);
                    case "password" -> keywords.is("PasswordAuthentication", true);
                    default -> false;
                })
                .toList();
    }

    /** ssh itself sends none by default, so that 0 is only meant where it was written: then it is off. */
    private static Duration interval(Keywords given, Keywords keywords, Optional<Keywords> defaults)
            throws StoreException {
        var value = given.first("ServerAliveInterval")
                .or(() -> keywords.first("ServerAliveInterval")
                        .filter(printed -> defaults.isEmpty()
                                || !defaults.get().first("ServerAliveInterval").equals(Optional.of(printed))));
        return value.isEmpty() ? ALIVE_INTERVAL : Time.parse("ServerAliveInterval", value.get());
    }

    private static Optional<Duration> seconds(Keywords keywords, String keyword) throws StoreException {
        var value = keywords.first(keyword).filter(ConfigReader::some);
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(Time.parse(keyword, value.get())).filter(Duration::isPositive);
    }

    private static Map<String, String> algorithms(Keywords given, Keywords keywords, Optional<Keywords> defaults) {
        var all = new HashMap<String, String>();
        for (var kind : Algorithms.ALL) {
            var setting = given.first(kind.keyword())
                    .or(() -> keywords.first(kind.keyword())
                            .flatMap(printed -> defaults.isEmpty()
                                    ? Optional.of(printed)
                                    : Algorithms.setting(
                                            printed,
                                            defaults.get().first(kind.keyword()).orElse(""))));
            setting.ifPresent(value -> all.put(kind.keyword(), value));
        }
        return all;
    }

    private static int number(Keywords keywords, String keyword, int byDefault) throws StoreException {
        var value = keywords.first(keyword);
        try {
            return value.isEmpty() ? byDefault : Integer.parseInt(value.get());
        } catch (NumberFormatException e) {
            throw new StoreException.Rejected(keyword, Shown.text(value.get()) + " is no number", e);
        }
    }

    private static boolean some(String value) {
        return !value.isEmpty() && !value.equalsIgnoreCase("none");
    }

    private Stream<String> lines(String option) {
        return settings.options().getOrDefault(option, "").lines().filter(line -> !line.isBlank());
    }
}
