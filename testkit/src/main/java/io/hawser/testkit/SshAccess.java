package io.hawser.testkit;

import io.hawser.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * What a client needs to reach an SSH server of this package, and nothing of the machine's own configuration.
 *
 * @param port on 127.0.0.1
 * @param user who logs in
 * @param identity the private key that the server takes for this user
 * @param knownHosts a {@code known_hosts} file with the server's host keys
 * @param hostKey the first of them: type and public key
 * @param folder the folder that is served, as the server's clients name it, without a slash at its end
 */
public record SshAccess(int port, String user, Path identity, Path knownHosts, String hostKey, String folder) {
    /** Where the server is. */
    public static final String HOST = "127.0.0.1";

    /** For a server: notes all its host keys in {@code knownHosts}, which need not be there yet. */
    public static SshAccess create(
            int port, String user, Path identity, Path knownHosts, List<String> hostKeys, String folder)
            throws IOException {
        for (String key : hostKeys) {
            trust(knownHosts, port, key);
        }
        return new SshAccess(port, user, identity, knownHosts, hostKeys.getFirst(), folder);
    }

    private static void trust(Path knownHosts, int port, String hostKey) throws IOException {
        // One short write in append mode, so that tests with several proxies may do this at once.
        Files.writeString(
                knownHosts,
                "[" + HOST + "]:" + port + " " + hostKey + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** The way to the same server through another port, such as that of a {@link FaultProxy}; its host key is known there too. */
    public SshAccess at(int otherPort) throws IOException {
        trust(knownHosts, otherPort, hostKey);
        return new SshAccess(otherPort, user, identity, knownHosts, hostKey, folder);
    }

    /** This access by another key. */
    public SshAccess with(Path otherIdentity) {
        return new SshAccess(port, user, otherIdentity, knownHosts, hostKey, folder);
    }

    /** The SFTP location of a name in the folder; of the folder itself for an empty one. */
    public Location location(String name) {
        Location root = new Location("sftp", authority(), folder.isEmpty() ? "/" : folder);
        return name.isEmpty() ? root : root.resolve(name);
    }

    /** User, host and port as they stand in a location. */
    public String authority() {
        return user + "@" + HOST + ":" + port;
    }

    /** The location of the host, for a remote command. */
    public Location host() {
        return new Location("ssh", authority(), "");
    }

    /** Options for {@code ssh}, {@code sftp} and {@code hawser}; the port and the user are for the first two. */
    public List<String> arguments() {
        return List.of(
                "-F",
                "none",
                "-i",
                identity.toString(),
                "-o",
                "UserKnownHostsFile=" + knownHosts,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes");
    }

    /** The same options as {@link #arguments()} by the names that Hawser's SSH stores have for them. */
    public Map<String, String> options() {
        return Map.of("ssh_config", "none", "identity", identity.toString(), "ssh_option", """
                UserKnownHostsFile=%s
                GlobalKnownHostsFile=/dev/null
                IdentitiesOnly=yes
                StrictHostKeyChecking=yes
                BatchMode=yes""".formatted(knownHosts));
    }

    /** {@code ssh} with these options, up to and including the host. */
    public Command ssh() {
        return client("ssh").and("-p", Integer.toString(port), user + "@" + HOST);
    }

    /** {@code sftp} with these options and the host, reading commands from its standard input and stopping at the first failure. */
    public Command sftp(String batch) {
        return client("sftp")
                .and("-q", "-b", "-", "-P", Integer.toString(port), user + "@" + HOST)
                .reading(Content.text(batch));
    }

    private Command client(String program) {
        return Command.of(Requirement.tool(program).toString()).and(arguments().toArray(String[]::new));
    }
}
