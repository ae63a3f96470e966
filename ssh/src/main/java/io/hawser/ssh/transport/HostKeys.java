package io.hawser.ssh.transport;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.hawser.StoreException;
import io.hawser.ssh.transport.HostConfig.StrictChecking;
import io.hawser.ssh.transport.KnownHosts.Known;
import io.hawser.ssh.transport.KnownHosts.Marker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Decides about the key that a host shows. The library is told to be strict and asks here; {@link #refusal} says why it was refused. */
final class HostKeys implements HostKeyRepository {
    private final HostConfig config;
    private final Consumer<String> trace;
    private final Function<String, String> ask;
    private final List<Known> known;
    private StoreException refusal;
    private boolean changed;
    private Runnable whenChanged = () -> {};

    /** {@code ask} asks a person at a terminal; it answers null when nobody is there. */
    HostKeys(HostConfig config, Consumer<String> trace, Function<String, String> ask) {
        this.config = config;
        this.trace = trace;
        this.ask = ask;
        this.known = KnownHosts.lookup(files(), config.keyName(), trace);
    }

    private List<Path> files() {
        return Stream.concat(config.userKnownHosts().stream(), config.globalKnownHosts().stream())
                .distinct()
                .toList();
    }

    /** Why the key was refused, or null. */
    StoreException refusal() {
        return refusal;
    }

    /** What to do before anything else when a key is taken though it is not the known one. */
    void whenChanged(Runnable action) {
        whenChanged = action;
    }

    /** Whether it was taken though it is not the known one: then nothing secret may be sent. */
    boolean changed() {
        return changed;
    }

    /** Algorithms for keys that are known come first, lest a host with several looks unknown; certificates only where they can be verified. */
    List<String> preferred(List<String> algorithms) {
        boolean authority = known.stream().anyMatch(line -> line.marker() == Marker.CERT_AUTHORITY);
        var first = new ArrayList<String>();
        var rest = new ArrayList<String>();
        for (var algorithm : algorithms) {
            if (algorithm.contains("-cert-")) {
                if (authority) {
                    first.add(algorithm);
                }
            } else if (isKnown(algorithm.startsWith("rsa-") ? "ssh-rsa" : algorithm)) {
                first.add(algorithm);
            } else {
                rest.add(algorithm);
            }
        }
        first.addAll(rest);
        return first;
    }

    private boolean isKnown(String type) {
        return known.stream()
                .anyMatch(line -> line.marker() == Marker.NONE && line.type().equals(type));
    }

    @Override
    public int check(String host, byte[] key) {
        for (var line : known) {
            if (line.marker() == Marker.REVOKED && line.is(key)) {
                return refuse("the host's key " + show(key) + " is revoked by " + line.place()
                        + "; somebody may be using a stolen key");
            }
        }
        var plain = known.stream().filter(line -> line.marker() == Marker.NONE).toList();
        if (plain.stream().anyMatch(line -> line.is(key))) {
            return OK;
        }
        var other = plain.stream()
                .filter(line -> line.type().equals(KnownHosts.type(key)))
                .findFirst();
        if (other.isPresent()) {
            return differs(key, other.get());
        }
        return knownWithoutPort(key) ? OK : unknown(key);
    }

    /** As in ssh, a host on another port may be known by its name alone, unless another key is known for that port. */
    private boolean knownWithoutPort(byte[] key) {
        return config.keyAlias().isEmpty()
                && config.port() != 22
                && KnownHosts.lookup(files(), config.lowerName(), _ -> {}).stream()
                        .anyMatch(line -> line.marker() == Marker.NONE && line.is(key));
    }

    private int differs(byte[] key, Known line) {
        var message = "the host's key has changed: it shows " + show(key) + ", known is "
                + KnownHosts.fingerprint(line.key()) + " (" + line.place()
                + "); somebody may be listening in, or the host was set up anew: if so, remove that line";
        if (config.checking() != StrictChecking.NO) {
            return refuse(message);
        }
        trace.accept("warning: " + message);
        changed = true;
        whenChanged.run();
        return OK;
    }

    private int unknown(byte[] key) {
        var name = config.keyName();
        return switch (config.checking()) {
            case YES -> refuse(advice(key));
            case ACCEPT_NEW, NO -> {
                trace.accept("warning: " + name + " is new, its key " + show(key) + " is taken");
                yield remember(key);
            }
            case ASK -> {
                var question = "The host " + name + " is not known. Its key is " + show(key)
                        + ".\nConnect to it (yes/no, or the fingerprint)? ";
                yield answered(key, question);
            }
        };
    }

    private int answered(byte[] key, String question) {
        for (var text = question; ; text = "Please type yes, no or the fingerprint: ") {
            var answer = ask.apply(text);
            if (answer == null) {
                return refuse(advice(key));
            }
            var word = answer.strip();
            if (word.equalsIgnoreCase("yes") || word.equals(KnownHosts.fingerprint(key))) {
                return remember(key);
            }
            if (word.equalsIgnoreCase("no")) {
                return refuse("the host's key " + show(key) + " was not accepted");
            }
        }
    }

    private String advice(byte[] key) {
        return "the host is not known: compare its key " + show(key)
                + " with what its owner says; -o StrictHostKeyChecking=accept-new then remembers it";
    }

    private int remember(byte[] key) {
        for (var file : config.userKnownHosts().stream().limit(1).toList()) {
            try {
                new KnownHostsFile(file).add(config.keyName(), key, config.hashNames());
            } catch (IOException e) {
                trace.accept("warning: " + file + " cannot be written: " + Shown.words(e));
            }
        }
        return OK;
    }

    private int refuse(String why) {
        refusal = new StoreException.Rejected(config, why);
        return NOT_INCLUDED;
    }

    private static String show(byte[] key) {
        return KnownHosts.shortType(KnownHosts.type(key)) + " " + KnownHosts.fingerprint(key);
    }

    /** For certificates alone, which the library verifies: authorities and revoked keys that are about this host. */
    @Override
    public HostKey[] getHostKey() {
        var keys = new ArrayList<HostKey>();
        for (var line : known) {
            try {
                switch (line.marker()) {
                    case CERT_AUTHORITY ->
                        keys.add(new HostKey("@cert-authority", nameForLibrary(), HostKey.GUESS, line.key(), ""));
                    case REVOKED -> keys.add(new HostKey("@revoked", nameForLibrary(), HostKey.GUESS, line.key(), ""));
                    case NONE -> {}
                }
            } catch (JSchException | ArrayIndexOutOfBoundsException _) {
                trace.accept(line.place() + ": a key of a kind that cannot be used");
            }
        }
        return keys.toArray(HostKey[]::new);
    }

    /** As the library puts host and port together. */
    private String nameForLibrary() {
        return config.keyAlias()
                .orElseGet(
                        () -> config.port() == 22 ? config.hostName() : "[" + config.hostName() + "]:" + config.port());
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return new HostKey[0];
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    @Override
    public void add(HostKey key, UserInfo user) {}

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}
}
