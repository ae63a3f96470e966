package io.hawser.cli;

import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens {@link Hawser} as the settings say. */
final class Stores {
    private static final int USUAL_TRANSFERS = 8;
    private static final int MOST_TRANSFERS = 1024;
    private static final int MOST_CONNECTIONS = 64;
    private static final int FAR_AHEAD = 8192;
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private Stores() {}

    /**
     * Opens it; no connection is made yet.
     *
     * @throws UsageException when a setting cannot be used
     */
    static Hawser open(Settings settings, Screen screen) throws UsageException {
        return Hawser.open(options(settings, screen));
    }

    /**
     * Opens it for copies, which the ledger tells of that the settings name, if any.
     *
     * @throws UsageException when a setting cannot be used
     */
    static Hawser openForCopies(Settings settings, Screen screen) throws UsageException {
        var options = options(settings, screen);
        var ledger = settings.find(Option.LEDGER);
        if (ledger.isEmpty() || settings.isSet(Option.DRY_RUN)) {
            return Hawser.open(options);
        }
        if (ledger.get().text().isBlank()) {
            throw ledger.get().wrong("a file is needed");
        }
        refuseSharedLedger(ledger.get(), settings);
        try {
            var hawser = Hawser.open(options.withLedger(Path.of(ledger.get().text())));
            try {
                // Once it is there, a link to it is seen, too.
                refuseSharedLedger(ledger.get(), settings);
                return hawser;
            } catch (UsageException e) {
                hawser.close();
                throw e;
            }
        } catch (UncheckedIOException e) {
            throw ledger.get()
                    .wrong(e.getCause() instanceof StoreException told ? told.reason() : Reason.of(e.getCause()));
        }
    }

    /** A report would empty the ledger. */
    private static void refuseSharedLedger(Setting ledger, Settings settings) throws UsageException {
        var report = Report.file(settings);
        if (report.isPresent() && SameFile.named(report.get(), Location.local(ledger.text()))) {
            throw ledger.wrong("is the report of this command, too; give each a file of its own");
        }
    }

    private static HawserOptions options(Settings settings, Screen screen) throws UsageException {
        var defaults = HawserOptions.defaults();
        var stall = settings.value(Option.TIMEOUT, TimeSpan::parse, defaults.connectTimeout());
        var deadline = settings.find(Option.DEADLINE);
        var cacert = cacert(settings);
        var ssh = SshSetup.of(settings);
        var s3 = S3Setup.of(settings);
        var connections = connections(settings);
        return defaults.withTransfers(transfers(settings))
                .withLooks(CopyTuning.of(settings).general())
                .withLimitRate(settings.value(Option.LIMIT_RATE, CopyTuning::rate, defaults.limitRate()))
                .withDeadline(deadline.isPresent() ? Optional.of(deadline.get().as(TimeSpan::parse)) : Optional.empty())
                .withConnectTimeout(shorter(stall, defaults.connectTimeout()))
                .withEnvironment(settings.environment())
                .withProviders(providers(defaults, screen))
                .withHeaders(headers(settings))
                .withLocationOptions(location -> {
                    if (SshSetup.concerns(location)) {
                        return connected(ssh.at(location), settings, connections);
                    }
                    var general = connected(storeSettings(settings, cacert, location), settings, connections);
                    return S3Setup.concerns(location) ? s3.at(general) : general;
                })
                .withTrace(screen::trace);
    }

    /** Those that are installed, with that of SFTP able to ask whoever sits at the terminal. */
    private static List<StoreProvider> providers(HawserOptions defaults, Screen screen) {
        var providers = new ArrayList<StoreProvider>();
        for (var provider : defaults.providers()) {
            providers.add(
                    provider instanceof SftpStoreProvider
                            ? new SftpStoreProvider(new TerminalPrompt(screen))
                            : provider);
        }
        return providers;
    }

    /** How many files are copied at the same time. */
    static int transfers(Settings settings) throws UsageException {
        return settings.value(Option.TRANSFERS, Settings.upTo(MOST_TRANSFERS), USUAL_TRANSFERS);
    }

    /**
     * How many files are asked for at a time, those under way included. Where hosts are bounded, so many that those which wait for one do not keep the others from being reached.
     */
    static int ahead(Settings settings) throws UsageException {
        boolean bounded = settings.find(Option.CONNECTIONS).isPresent()
                || settings.config().places().stream()
                        .anyMatch(place -> place.store().containsKey(Option.CONNECTIONS.key()));
        return bounded ? FAR_AHEAD : 4 * transfers(settings);
    }

    private static Optional<Setting> connections(Settings settings) throws UsageException {
        var given = settings.find(Option.CONNECTIONS);
        if (given.isPresent()) {
            connections(given.get());
        }
        for (var place : settings.config().places()) {
            var here = place.store().get(Option.CONNECTIONS.key());
            if (here != null) {
                connections(new Setting(here, Option.CONNECTIONS.key() + " of " + place.prefix()));
            }
        }
        return given;
    }

    private static void connections(Setting setting) throws UsageException {
        setting.as(Settings.upTo(MOST_CONNECTIONS));
    }

    /** What the file says of a host is closer than what it says in general, but not than a flag or a variable. */
    private static Map<String, String> connected(
            Map<String, String> here, Settings settings, Optional<Setting> connections) {
        if (connections.isEmpty()) {
            return here;
        }
        boolean general = settings.config().settings(Option.CONNECTIONS).contains(connections.get());
        var all = new HashMap<>(here);
        all.merge(Option.CONNECTIONS.key(), connections.get().text().strip(), (own, given) -> general ? own : given);
        return all;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Map<String, String> storeSettings(Settings settings, Optional<Setting> cacert, Location location) {
        var all = new HashMap<>(settings.config().storeSettings(location));
        boolean general =
                cacert.isPresent() && settings.config().settings(Option.CACERT).contains(cacert.get());
        // What the file says of a host is closer than what it says in general, but not than a flag or a variable.
        cacert.ifPresent(file -> all.merge(Option.CACERT.key(), file.text(), (own, given) -> general ? own : given));
        return all;
    }

    private static Optional<Setting> cacert(Settings settings) throws UsageException {
        var file = settings.find(Option.CACERT);
        if (file.isPresent() && !Files.isReadable(Path.of(file.get().text()))) {
            throw file.get().wrong("there is no such file, or it cannot be read");
        }
        return file;
    }

    private static List<Map.Entry<String, String>> headers(Settings settings) throws UsageException {
        var headers = new ArrayList<Map.Entry<String, String>>();
        for (var given : settings.all(Option.HEADER)) {
            int colon = given.text().indexOf(':');
            var name = colon < 0 ? "" : given.text().substring(0, colon).strip();
            if (!FIELD_NAME.matcher(name).matches()) {
                throw new UsageException(given.origin() + ": write NAME:@FILE or NAME:env:VARIABLE");
            }
            // The given text is not repeated: whoever wrote a secret there by mistake should not find it in a log.
            var value = value(
                    given.origin() + " " + name,
                    given.text().substring(colon + 1).strip(),
                    settings.environment());
            headers.add(Map.entry(name, value));
        }
        return headers;
    }

    private static String value(String what, String from, Map<String, String> environment) throws UsageException {
        String value;
        if (from.startsWith("@")) {
            try {
                value = Files.readString(Path.of(from.substring(1)), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UsageException(what + ": the file " + from.substring(1) + " cannot be read: " + Reason.of(e));
            }
        } else if (from.startsWith("env:")) {
            value = environment.get(from.substring("env:".length()));
            if (value == null) {
                throw new UsageException(what + ": the environment has no variable " + from.substring("env:".length()));
            }
        } else {
            throw new UsageException(what + ": a value is never an argument, where everybody could read it; write "
                    + what + ":@FILE or " + what + ":env:VARIABLE");
        }
        var line = value.strip();
        if (line.isEmpty() || !line.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t')) {
            throw new UsageException(what + ": its value must be one line that is not empty");
        }
        return line;
    }
}
