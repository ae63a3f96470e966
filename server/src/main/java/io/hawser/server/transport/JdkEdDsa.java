package io.hawser.server.transport;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/** Puts {@link EdDsa} into the transport library; nothing else of it changes. */
final class JdkEdDsa extends AbstractSecurityProviderRegistrar {
    private static final String NAME = "hawser-eddsa";

    private JdkEdDsa() {
        super(NAME);
    }

    static synchronized void install() {
        if (!SecurityUtils.isEDDSACurveSupported()) {
            SecurityUtils.registerSecurityProvider(new JdkEdDsa());
        }
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public boolean isSupported() {
        return true;
    }

    @Override
    public boolean isNamedProviderUsed() {
        return true;
    }

    /** The JDK's own provider of Ed25519, which is installed anyway. */
    @Override
    public Provider getSecurityProvider() {
        return Security.getProvider("SunEC");
    }

    @Override
    public boolean isSecurityEntitySupported(Class<?> type, String name) {
        return false;
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return Optional.of(new EdDsa());
    }
}
