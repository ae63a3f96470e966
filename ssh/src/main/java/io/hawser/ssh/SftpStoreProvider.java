package io.hawser.ssh;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.ssh.sftp.SftpStore;
import io.hawser.ssh.transport.Destination;
import io.hawser.ssh.transport.SshSettings;
import io.hawser.ssh.transport.Transport;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import java.util.Set;

/**
 * Makes stores for {@code sftp} locations.
 *
 * <p>Of the context's options it reads {@code ssh_config}, {@code identity}, {@code ssh_option}, {@code password_file} and {@code password_env} (see
 * {@code docs/ssh.md}), and {@code connections}, the most connections to the host at a time, 4 by default.
 */
public final class SftpStoreProvider implements StoreProvider {
    private static final int CONNECTIONS = 4;
    private static final int MOST_CONNECTIONS = 64;

    private final Prompt prompt;

    /** For {@link java.util.ServiceLoader}: asks nobody. */
    public SftpStoreProvider() {
        this(Prompt.none());
    }

    /** {@code prompt} is asked for passwords, passphrases and whether to trust a new host key. */
    public SftpStoreProvider(Prompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sftp");
    }

    @Override
    public Store open(Location root, StoreContext context) throws StoreException {
        Destination destination;
        try {
            destination = Destination.of(root);
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(root, e.getMessage(), e);
        }
        var settings = new SshSettings(
                context.environment(),
                context.options(),
                context.connectTimeout(),
                prompt,
                context.trace(),
                context.version());
        return new SftpStore(root, new Transport(destination, settings), context, connections(root, context));
    }

    private static int connections(Location root, StoreContext context) throws StoreException {
        var text = context.options().getOrDefault("connections", String.valueOf(CONNECTIONS));
        if (!text.matches("[1-9]\\d?") || Integer.parseInt(text) > MOST_CONNECTIONS) {
            throw new StoreException.Rejected(
                    root, "connections must be a number from 1 to " + MOST_CONNECTIONS + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    @Override
    public void close() {
        // Stores share nothing.
    }
}
