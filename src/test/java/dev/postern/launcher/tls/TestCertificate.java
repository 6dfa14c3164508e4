package dev.postern.launcher.tls;

import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * A self-signed certificate for tests of other packages.
 *
 * @param certificate PEM
 * @param key PEM
 */
public record TestCertificate(String certificate, String key) {
    public static TestCertificate forHost(String name) throws GeneralSecurityException {
        SelfSigned made = SelfSigned.forHost(name, Instant.now());
        return new TestCertificate(made.certificate(), made.key());
    }
}
