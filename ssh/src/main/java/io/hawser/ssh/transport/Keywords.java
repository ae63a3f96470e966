package io.hawser.ssh.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings of ssh_config(5) for one host, by keyword in any case: the first value of each counts, but for those that gather. */
final class Keywords {
    /** What Hawser acts upon. */
    static final Set<String> UNDERSTOOD = lower(
            "Host Include HostName Port User IdentityFile IdentitiesOnly IdentityAgent CertificateFile ProxyJump ProxyCommand ServerAliveInterval"
                    + " ServerAliveCountMax ConnectTimeout ConnectionAttempts Ciphers MACs KexAlgorithms HostKeyAlgorithms UserKnownHostsFile"
                    + " GlobalKnownHostsFile StrictHostKeyChecking HashKnownHosts HostKeyAlias PreferredAuthentications"
                    + " PubkeyAuthentication PubkeyAcceptedAlgorithms PubkeyAcceptedKeyTypes PasswordAuthentication"
                    + " KbdInteractiveAuthentication ChallengeResponseAuthentication NumberOfPasswordPrompts BatchMode AddressFamily");

    /** What ssh knows beside it, and what does not concern a transfer or is not done here. */
    static final Set<String> OF_SSH = lower(
            "Match AddKeysToAgent BindAddress BindInterface CanonicalDomains CanonicalizeFallbackLocal CanonicalizeHostname CanonicalizeMaxDots"
                    + " CanonicalizePermittedCNAMEs CASignatureAlgorithms ChannelTimeout CheckHostIP ClearAllForwardings Compression"
                    + " ControlMaster ControlPath ControlPersist DynamicForward EnableEscapeCommandline EnableSSHKeysign EscapeChar"
                    + " ExitOnForwardFailure FingerprintHash ForkAfterAuthentication ForwardAgent ForwardX11 ForwardX11Timeout"
                    + " ForwardX11Trusted GatewayPorts GSSAPIAuthentication GSSAPIDelegateCredentials HostbasedAcceptedAlgorithms"
                    + " HostbasedAuthentication IgnoreUnknown IPQoS KnownHostsCommand LocalCommand LocalForward LogLevel LogVerbose"
                    + " NoHostAuthenticationForLocalhost ObscureKeystrokeTiming PermitLocalCommand PermitRemoteOpen PKCS11Provider"
                    + " ProxyUseFdpass RekeyLimit RemoteCommand RemoteForward RequestTTY RequiredRSASize RevokedHostKeys"
                    + " SecurityKeyProvider SendEnv SessionType SetEnv StdinNull StreamLocalBindMask StreamLocalBindUnlink"
                    + " SyslogFacility Tag TCPKeepAlive Tunnel TunnelDevice UpdateHostKeys VerifyHostKeyDNS VersionAddendum"
                    + " VisualHostKey XAuthLocation");

    /** Each further one is another to try. */
    private static final Set<String> GATHERED = lower("IdentityFile CertificateFile");

    private static final Map<String, String> OTHER_NAMES = Map.of(
            "pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms",
            "challengeresponseauthentication", "kbdinteractiveauthentication");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Adds a value unless the keyword has its value. */
    void add(String keyword, String value) {
        var name = name(keyword);
        var known = values.computeIfAbsent(name, _ -> new ArrayList<>());
        if (known.isEmpty() || GATHERED.contains(name)) {
            known.add(value);
        }
    }

    /** What another one has and this has not. */
    void addAll(Keywords other) {
        other.values.forEach((name, all) -> all.forEach(value -> add(name, value)));
    }

    Optional<String> first(String keyword) {
        return all(keyword).stream().findFirst();
    }

    List<String> all(String keyword) {
        return values.getOrDefault(name(keyword), List.of());
    }

    /** Whether a keyword that is {@code yes} or {@code no} is the one or the other. */
    boolean is(String keyword, boolean byDefault) {
        return first(keyword)
                .map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "yes", "true" -> true;
                    case "no", "false" -> false;
                    default -> byDefault;
                })
                .orElse(byDefault);
    }

    private static String name(String keyword) {
        var name = keyword.toLowerCase(Locale.ROOT);
        return OTHER_NAMES.getOrDefault(name, name);
    }

    private static Set<String> lower(String words) {
        return Set.of(words.toLowerCase(Locale.ROOT).split(" "));
    }
}
