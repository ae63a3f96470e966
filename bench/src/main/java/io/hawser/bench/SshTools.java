package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.SshAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The tools that compete over SSH, each called as its manual says for one server. */
final class SshTools {
    /** The cipher of the works with OpenSSH's server. */
    static final String GCM = "aes128-gcm@openssh.com";

    private final SshAccess access;
    private final Place place;
    private final Path scripts;
    private final List<String> openSsh;

    /**
     * For one server.
     *
     * @param scripts a folder for their input
     * @param cipher what OpenSSH's programs are to use, which prefer others to AES-GCM; of their own choice if empty
     */
    SshTools(SshAccess access, Place place, Path scripts, Optional<String> cipher) {
        this.access = access;
        this.place = place;
        this.scripts = scripts;
        this.openSsh = new ArrayList<>(access.arguments());
        cipher.ifPresent(name -> openSsh.addAll(List.of("-o", "Ciphers=" + name)));
    }

    /** OpenSSH's client with a batch of its commands. */
    Tool sftp(String note, String batch, Product product) throws IOException {
        var file = Files.createTempFile(scripts, "batch", "");
        Files.writeString(file, batch + "\n");
        var command = new ArrayList<>(List.of("sftp", "-q", "-b", file.toString(), "-P", port()));
        command.addAll(openSsh);
        command.add(userAtHost());
        return new Tool("sftp" + note, List.of("ssh", "-V"), command, product);
    }

    /** lftp with one of its commands. */
    Tool lftp(String name, String lftpCommand, Product product) {
        var program = "ssh -a -x " + String.join(" ", openSsh);
        var script = "set sftp:connect-program '" + program + "'; set cmd:fail-exit yes; open -u " + access.user()
                + ",none -p " + port() + " sftp://" + SshAccess.HOST + "; " + lftpCommand;
        return new Tool("lftp " + name, List.of("lftp", "--version"), List.of("lftp", "--norc", "-c", script), product);
    }

    /** rclone, copying one file in one stream or several. */
    Tool rclone(int streams, String remote, Path local, Product product) {
        return new Tool(
                "rclone, " + (streams == 1 ? "1 stream" : streams + " streams"),
                List.of("rclone", "version"),
                List.of(
                        "rclone",
                        "copyto",
                        "-q",
                        "--config=",
                        "--sftp-host=" + SshAccess.HOST,
                        "--sftp-port=" + port(),
                        "--sftp-user=" + access.user(),
                        "--sftp-key-file=" + access.identity(),
                        "--sftp-known-hosts-file=" + access.knownHosts(),
                        "--multi-thread-cutoff=1M",
                        "--multi-thread-streams=" + (streams == 1 ? 0 : streams),
                        ":sftp:" + remote,
                        local.toString()),
                product);
    }

    /** A script of ours around a Python library, with the server before {@code arguments}. */
    Tool python(String name, Kind kind, String script, Product product, String... arguments) throws IOException {
        var library = kind == Kind.PARAMIKO ? "paramiko" : "asyncssh";
        var python =
                PythonSshServer.findInterpreter(kind).orElse(Path.of("python3")).toString();
        var file = scripts.resolve(script);
        try (var in = Objects.requireNonNull(SshTools.class.getResourceAsStream(script), script)) {
            Files.write(file, in.readAllBytes());
        }
        var command = new ArrayList<>(List.of(python, "-I", "-W", "ignore", file.toString()));
        command.addAll(List.of(
                SshAccess.HOST,
                port(),
                access.user(),
                access.identity().toString(),
                access.knownHosts().toString()));
        command.addAll(List.of(arguments));
        var version = "import " + library + ", platform; print('" + library + "', " + library
                + ".__version__, 'on Python', platform.python_version())";
        return new Tool(name, List.of(python, "-I", "-W", "ignore", "-c", version), command, product);
    }

    /** OpenSSH's client with a remote command, whose output goes to a file. */
    Tool ssh(String name, String remoteCommand, Path output, Product product) {
        var command = new ArrayList<>(List.of("ssh", "-p", port()));
        command.addAll(openSsh);
        command.addAll(List.of(userAtHost(), remoteCommand));
        return new Tool(name, List.of("ssh", "-V"), command, product, Optional.of(output));
    }

    /** Hawser as a user starts it. */
    Tool cold(String note, List<String> verb, List<String> arguments, Product product, Optional<Path> output) {
        var hawser = place.launcher().toString();
        var command = new ArrayList<>(List.of(hawser));
        command.addAll(verb);
        command.addAll(access.arguments());
        command.addAll(arguments);
        return new Tool("hawser, cold" + note, List.of(hawser, "--version"), command, product, output);
    }

    /** {@code hawser cp}. */
    Tool cold(String note, String from, String to, Product product) {
        return cold(note, List.of("cp", "-q"), List.of(from, to), product, Optional.empty());
    }

    /** Hawser in this JVM. */
    WarmHawser warm(String note, Location from, Location to, Product product) {
        return new WarmHawser(note, from, to, product, access.options());
    }

    /** The settings of a server of OpenSSH that all of them can talk to, AES-GCM with those that have it. */
    static OpenSshServer.Settings server(Path folder) {
        return OpenSshServer.serving(folder).with("Ciphers " + GCM + ",aes128-ctr");
    }

    private String port() {
        return Integer.toString(access.port());
    }

    private String userAtHost() {
        return access.user() + "@" + SshAccess.HOST;
    }
}
