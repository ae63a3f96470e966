package io.hawser.ssh.transport;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.hawser.StoreException;
import io.hawser.ssh.Prompt;
import io.hawser.ssh.transport.crypto.Aes128Gcm;
import io.hawser.ssh.transport.crypto.Aes256Gcm;
import io.hawser.ssh.transport.crypto.ChaCha20;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One login over one wire: algorithms, host key, user. */
final class Login {
    private final HostConfig config;
    private final SshSettings settings;
    private final Credentials credentials;
    private final Offer offer;
    private final Attempt attempt;
    private final Wire wire;
    private final Greeting greeting;
    private final SessionLog log;
    private final HostKeys hostKeys;
    private final Passwords.Person person = new AtTerminal();
    private List<UserKey> keys = List.of();
    private Passwords passwords;

    Login(HostConfig config, SshSettings settings, Credentials credentials, Offer offer, Attempt attempt, Wire wire) {
        this.config = config;
        this.settings = settings;
        this.credentials = credentials;
        this.offer = offer;
        this.attempt = attempt;
        this.wire = wire;
        this.greeting = new Greeting(wire.input());
        this.log = new SessionLog(settings.trace());
        this.hostKeys = new HostKeys(config, settings.trace(), this::line);
    }

    /** Logs in, by the way that worked before if there is one. */
    SshConnection run() throws StoreException {
        var way = credentials.worked();
        keys = credentials.keys(attempt, person::secret);
        way.flatMap(Credentials.Way::key)
                .ifPresent(blob -> keys = keys.stream()
                        .filter(key -> Arrays.equals(key.blob(), blob))
                        .toList());
        passwords = new Passwords(
                config.toString(), credentials.password(), person, config.passwordPrompts(), settings.trace());
        try {
            var session = session();
            offer.make(session, hostKeys);
            session.setConfig(
                    "PreferredAuthentications",
                    String.join(",", way.map(w -> List.of(w.method())).orElse(config.methods())));
            // What is known to work needs no question whether it would.
            session.setConfig("enable_auth_none", way.isPresent() ? "no" : "yes");
            session.setConfig("enable_pubkey_auth_query", way.isPresent() ? "no" : "yes");
            var connection = new SshConnection(session, wire, log, config, settings.connectTimeout());
            session.setThreadFactory(connection::reader);
            session.connect();
            attempt.check();
            remember();
            connection.watch();
            return connection;
        } catch (JSchException | RuntimeException e) {
            wire.close(WireProxy.BROKE_OFF);
            var told = new LoginFailure(config, attempt, wire, greeting, hostKeys, keys, passwords, way.isPresent())
                    .explain(e);
            if (told instanceof StoreException.Denied denied && passwords.used()) {
                credentials.refused(denied);
            }
            throw told;
        }
    }

    private Session session() throws JSchException {
        var session = new JSch().getSession(config.user(), config.hostName(), config.port());
        session.setLogger(log);
        session.setProxy(new WireProxy(wire, greeting));
        session.setClientVersion("SSH-2.0-Hawser_" + settings.version().replaceAll("[^\\x21-\\x2c\\x2e-\\x7e]", "."));
        session.setDaemonThread(true);
        session.setIdentityRepository(new UserKeys(keys));
        session.setHostKeyRepository(hostKeys);
        session.setHostKeyAlias(config.keyAlias().orElse(null));
        session.setUserInfo(passwords);
        // The library looks at this after the host key.
        hostKeys.whenChanged(() -> session.setConfig("PreferredAuthentications", "publickey"));
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("HashKnownHosts", "no");
        session.setConfig("host_certificate_to_key_fallback", "no");
        session.setConfig("prefer_known_host_key_types", "no");
        session.setConfig("MaxAuthTries", "1000");
        session.setConfig("enable_strict_kex", "yes");
        // What is offered is there: trying each one at every connection takes time.
        for (var check : List.of("CheckCiphers", "CheckMacs", "CheckKexes", "CheckSignatures")) {
            session.setConfig(check, "");
        }
        session.setConfig("aes128-gcm@openssh.com", Aes128Gcm.class.getName());
        session.setConfig("aes256-gcm@openssh.com", Aes256Gcm.class.getName());
        session.setConfig("chacha20-poly1305@openssh.com", ChaCha20.class.getName());
        return session;
    }

    private void remember() {
        var signed = keys.stream().filter(UserKey::signed).toList();
        var method = log.method();
        if (method.isEmpty() || !signed.isEmpty() && passwords.used()) {
            // Nothing was asked for, or one way after the other: the whole dialogue again next time.
            return;
        }
        if (method.get().equals("publickey")) {
            credentials.remember(new Credentials.Way(
                    "publickey", Optional.of(signed.getLast().blob())));
        } else if (passwords.last().isPresent()) {
            credentials.keep(passwords.last().get());
            credentials.remember(new Credentials.Way(method.get(), Optional.empty()));
        }
    }

    private String line(String question) {
        return person.line(question).orElse(null);
    }

    /** Only one question at a time reaches the person, and the time for connecting stands still meanwhile. */
    private final class AtTerminal implements Passwords.Person {
        @Override
        public Optional<char[]> secret(String question) {
            return config.mayPrompt() && !hostKeys.changed()
                    ? ask(prompt -> prompt.secret(question))
                    : Optional.empty();
        }

        @Override
        public Optional<String> line(String question) {
            return config.mayPrompt() ? ask(prompt -> prompt.line(question)) : Optional.empty();
        }

        private <T> Optional<T> ask(Function<Prompt, Optional<T>> question) {
            return attempt.asking(() -> {
                synchronized (settings.prompt()) {
                    return question.apply(settings.prompt());
                }
            });
        }
    }
}
