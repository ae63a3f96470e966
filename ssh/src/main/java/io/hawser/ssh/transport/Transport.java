package io.hawser.ssh.transport;

import io.hawser.StoreException;
import io.hawser.crypto.NativeCrypto;
import io.hawser.store.Scope;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;

/**
 * Makes connections to one destination. Remembers between them what it learned (how the host is to be reached, which way to log in worked, an answer that a person
 * gave), so that the second connection takes fewer round trips and asks nobody. May be used from many threads.
 */
public final class Transport implements AutoCloseable {
    /** What may be under way from the jump host at a time. */
    private static final int TUNNEL_WINDOW = 4 << 20;

    private final Destination destination;
    private final SshSettings settings;
    private final Optional<String> jumps;
    private final FirstCome first = new FirstCome();
    private HostConfig config;
    private Credentials credentials;
    private Offer offer;
    private Transport jump;

    /** No connection is made yet. */
    public Transport(Destination destination, SshSettings settings) {
        this(destination, settings, Optional.empty());
    }

    private Transport(Destination destination, SshSettings settings, Optional<String> jumps) {
        this.destination = destination;
        this.settings = settings;
        this.jumps = jumps;
    }

    /**
     * Connects, verifies the host key and logs in.
     *
     * @throws StoreException.Rejected when a setting cannot be used, the host is unknown or its key is not the known one, or it is no SSH server
     * @throws StoreException.Denied when no way to log in worked; after a password was refused, at once and without asking the host again
     * @throws StoreException.Unavailable when the host cannot be reached or broke off
     */
    public Connection connect(Scope scope) throws StoreException {
        resolve();
        // Whoever comes while the first is still finding the way in waits for what it learns.
        try (var _ = first.enter(scope, destination)) {
            credentials.check();
            if (credentials.worked().isPresent()) {
                first.found();
            }
            try {
                var made = attempt(scope);
                first.found();
                return made;
            } catch (StoreException.Denied e) {
                if (credentials.worked().isEmpty()) {
                    throw e;
                }
                credentials.forget();
                return attempt(scope);
            }
        }
    }

    private SshConnection attempt(Scope scope) throws StoreException {
        // The way there has time limits of its own.
        var through = jump == null ? null : jump.connect(scope);
        Wire wire = null;
        SshConnection made = null;
        try (var attempt = new Attempt(config.toString(), config.connectTimeout(), scope)) {
            wire = wire((SshConnection) through, attempt, scope);
            made = new Login(config, settings, credentials, offer, attempt, wire).run();
            return made;
        } finally {
            if (made == null && wire != null) {
                wire.close("broken off");
            }
            if (made == null && through != null) {
                through.close();
            }
        }
    }

    private Wire wire(SshConnection through, Attempt attempt, Scope scope) throws StoreException {
        if (through != null) {
            var wire = new TunnelWire(through, TUNNEL_WINDOW, config.toString());
            attempt.holds(wire::close);
            wire.over(through.tunnel(config.hostName(), config.port(), TUNNEL_WINDOW, wire, scope));
            return wire;
        }
        if (config.proxyCommand().isPresent()) {
            var wire = ProcessWire.start(
                    config.proxyCommand().get(), settings.environment(), config.toString(), settings.trace());
            attempt.holds(wire::close);
            return wire;
        }
        return Dialer.dial(config, attempt);
    }

    private synchronized void resolve() throws StoreException {
        if (config != null) {
            return;
        }
        var read = new ConfigReader(destination, settings).read(jumps);
        offer = Offer.of(read);
        credentials = new Credentials(read, settings);
        if (read.proxyJump().isPresent()) {
            var through = JumpHosts.parse(read.proxyJump().get(), read);
            // "Host *" with a ProxyJump is about the jump host too.
            if (!through.last().host().equalsIgnoreCase(destination.host())) {
                jump = new Transport(through.last(), settingsOfJump(), through.before());
            }
        }
        config = read;
    }

    /** As with ssh, what the command line says of the destination is not meant for the hosts on the way; their own configuration is. */
    private SshSettings settingsOfJump() {
        var options = new HashMap<>(settings.options());
        options.keySet().retainAll(Set.of("ssh_config"));
        var environment = new HashMap<>(settings.environment());
        environment.remove("HAWSER_SSH_PASSWORD");
        return new SshSettings(
                environment,
                options,
                settings.connectTimeout(),
                settings.prompt(),
                settings.trace(),
                settings.version());
    }

    /** Much will be encrypted soon: what makes that fast is loaded meanwhile. Returns at once. */
    public void expectBytes() {
        NativeCrypto.load();
    }

    /** Ends what it started itself: helper processes, cached secrets. Connections are closed by whoever made them. Idempotent. */
    @Override
    public synchronized void close() {
        if (credentials != null) {
            credentials.wipe();
        }
        if (jump != null) {
            jump.close();
        }
    }
}
