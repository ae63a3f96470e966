package io.hawser.server.transport;

import io.hawser.Ticker;
import io.hawser.crypto.NativeCrypto;
import io.hawser.server.ChannelStatus;
import io.hawser.server.HostKey;
import io.hawser.server.Limits;
import io.hawser.server.ServerConfig;
import io.hawser.server.sftp.OpenUploads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;

/** The SSH server below the SFTP sessions: listens, exchanges keys, logs in, opens channels, and stops. */
public final class Transport {
    /** Threads that carry out requests: a slow file system holds up so many channels at a time before others wait. */
    private static final int WORKERS = 64;

    private static final int LOGIN_WORKERS = 2;
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final String STOPPED = "the server stopped";
    private static final System.Logger LOG = System.getLogger(Transport.class.getName());
    /** How often stopping looks whether a transfer has ended. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final Duration FORCE = Duration.ofSeconds(5);
    private static final Duration REKEY_TIME = Duration.ofHours(1);

    private final ServerConfig config;
    private final JailOpener jails;
    private final Events events;
    private final Connections connections;
    private final OpenUploads uploads = new OpenUploads();
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor logins;
    private final ScheduledExecutorService sweeper;
    private final Listener server;
    private final List<HostKey> hostKeys;
    private InetSocketAddress address;

    private Transport(ServerConfig config, JailOpener jails, List<KeyPair> hostKeys) {
        this.config = config;
        this.jails = jails;
        this.hostKeys = hostKeys.stream().map(HostKeys::publicPart).toList();
        this.events = new Events(config.listeners());
        var offenders = new Offenders(config.clock());
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("hawser-sftp"));
        workers.allowCoreThreadTimeOut(true);
        this.logins = new ScheduledThreadPoolExecutor(LOGIN_WORKERS, named("hawser-login"));
        this.sweeper = Executors.newSingleThreadScheduledExecutor(named("hawser-sftp-idle"));
        // Not the workers: those a file system can hold up.
        this.connections = new Connections(config, events, offenders, sweeper);
        this.server = server(hostKeys, new Logins(config, events, offenders, logins));
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    }

    /**
     * Starts to listen.
     *
     * @throws io.hawser.server.HostKeyException when a host key cannot be used
     * @throws IOException when a host key cannot be written, or the address cannot be listened on
     */
    public static Transport start(ServerConfig config, JailOpener jails) throws IOException {
        JdkEdDsa.install();
        NativeCrypto.load();
        config.users().forEach(user -> AuthorizedKeys.check(user.keys(), user.name()));
        var transport = new Transport(config, jails, HostKeys.load(config.hostKeys()));
        try {
            transport.listen();
        } catch (IOException | RuntimeException e) {
            transport.release();
            throw e;
        }
        return transport;
    }

    private void listen() throws IOException {
        try {
            server.start();
        } catch (UnknownHostException | UnresolvedAddressException e) {
            throw new IOException(cannotListen() + "there is no such host", e);
        } catch (IOException e) {
            throw new IOException(cannotListen() + e.getMessage(), e);
        }
        address = (InetSocketAddress) server.getBoundAddresses().iterator().next();
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP.toNanos(), SWEEP.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String cannotListen() {
        return "Cannot listen on " + config.address() + " port " + config.port() + ": ";
    }

    private Listener server(List<KeyPair> hostKeys, Logins authenticators) {
        var made = (Listener) ServerBuilder.builder()
                .keyExchangeFactories(Algorithms.keyExchanges())
                .signatureFactories(Algorithms.signatures())
                .cipherFactories(Algorithms.ciphers())
                .macFactories(Algorithms.macs())
                .compressionFactories(List.of(BuiltinCompressions.none))
                .channelFactories(List.of(new Channels()))
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
                .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
                .factory(Listener::new)
                .build();
        made.setHost(config.address());
        made.setPort(config.port());
        made.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        made.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        made.setSessionFactory(new Sessions(made));
        made.setPublickeyAuthenticator(authenticators);
        made.setPasswordAuthenticator(authenticators);
        made.setSubsystemFactories(List.of());
        made.setShellFactory(null);
        made.addSessionListener(connections);
        Limits limits = config.limits();
        CoreModuleProperties.SERVER_IDENTIFICATION.set(made, "Hawser");
        CoreModuleProperties.AUTH_TIMEOUT.set(made, limits.loginTime());
        // Counted by connection; see Sessions.
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(made, Integer.MAX_VALUE);
        CoreModuleProperties.IDLE_TIMEOUT.set(made, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(made, Duration.ZERO);
        // A client may take its time: what waits for it is bounded, and costs no thread.
        CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(made, Duration.ZERO);
        CoreModuleProperties.REKEY_BYTES_LIMIT.set(made, limits.rekeyBytes());
        CoreModuleProperties.REKEY_TIME_LIMIT.set(made, REKEY_TIME);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(made, true);
        CoreModuleProperties.TCP_NODELAY.set(made, true);
        // Counted here, and refused with a message.
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(made, Integer.MAX_VALUE);
        return made;
    }

    private final class Channels implements ChannelFactory {
        @Override
        public String getName() {
            return "session";
        }

        @Override
        public Channel createChannel(Session session) {
            return new SftpChannel(Transport.this);
        }
    }

    ServerConfig config() {
        return config;
    }

    Ticker clock() {
        return config.clock();
    }

    JailOpener jails() {
        return jails;
    }

    Events events() {
        return events;
    }

    Connections connections() {
        return connections;
    }

    OpenUploads uploads() {
        return uploads;
    }

    Executor workers() {
        return workers;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** By which clients know it. */
    public List<HostKey> hostKeys() {
        return hostKeys;
    }

    /** The open channels. */
    public List<ChannelStatus> channels() {
        return connections.status();
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.connections().size();
    }

    /** What fails is tried again the next time, which there would not be after an exception. */
    private void sweep() {
        try {
            endIdle();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "Idle channels were not ended", e);
        }
    }

    private void endIdle() {
        Duration most = config.limits().idle();
        if (most.isZero()) {
            return;
        }
        for (SftpChannel channel : connections.channels()) {
            if (channel.idle() > most.toNanos()) {
                channel.end("no byte moved for " + most.toSeconds() + " s");
            }
        }
        connections
                .unused(most.toNanos())
                .forEach(each -> connections.end(
                        each,
                        SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
                        "no channel for " + most.toSeconds() + " s"));
    }

    /** How long to wait for transfers under way. */
    public Duration grace() {
        return config.grace();
    }

    /**
     * Stops, once: nobody is let in; channels with nothing under way are closed, the others as they get there, or when the grace is over; then everything
     * else goes. An interrupt ends the grace. What a listener calls does not wait: the server would be waiting for the listener.
     */
    public void stop(Duration grace) {
        if (events.isTelling()) {
            Thread.ofPlatform().name("hawser-sftp-stop").start(() -> stopNow(grace));
        } else {
            stopNow(grace);
        }
    }

    private synchronized void stopNow(Duration grace) {
        if (workers.isShutdown()) {
            return;
        }
        connections.stopping();
        boolean interrupted = false;
        try {
            drain(grace);
            connections.channels().forEach(channel -> channel.end(STOPPED));
            connections
                    .connections()
                    .forEach(each -> connections.end(each, SshConstants.SSH2_DISCONNECT_BY_APPLICATION, STOPPED));
            connections.awaitEmpty(FORCE.toNanos());
        } catch (InterruptedException _) {
            interrupted = true;
        }
        release();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(Duration grace) throws InterruptedException {
        server.unbind();
        long end = System.nanoTime() + grace.toNanos();
        do {
            connections.channels().forEach(SftpChannel::drain);
            connections
                    .idle()
                    .forEach(each -> connections.end(each, SshConstants.SSH2_DISCONNECT_BY_APPLICATION, STOPPED));
        } while (!connections.awaitEmpty(LOOK.toNanos()) && System.nanoTime() - end < 0);
    }

    /** Ends what is left, and every thread. */
    private void release() {
        try {
            server.stop(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The server's sockets did not close in time", e);
        }
        workers.shutdown();
        logins.shutdownNow();
        sweeper.shutdownNow();
        await(workers);
        await(logins);
        await(sweeper);
    }

    private static void await(ExecutorService pool) {
        boolean interrupted = false;
        try {
            pool.awaitTermination(FORCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that stops listening and keeps its connections. */
    private static final class Listener extends SshServer {
        void unbind() {
            acceptor.unbind();
        }
    }
}
