package dev.postern.smtp.tls;

import dev.postern.smtp.options.SmtpOptions;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Which protocols, cipher suites and algorithms of TLS are allowed (RFC 9325): 1.3, and 1.2 with forward secrecy and authenticated
 * encryption only; no signatures with SHA-1 in a handshake; no finite-field Diffie-Hellman, which costs the server much more than
 * an attacker.
 */
final class TlsPolicy implements AlgorithmConstraints {
    private static final TlsPolicy RULES = new TlsPolicy();
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] CIPHERS = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    };
    private static final Set<String> BROKEN_HASHES = Set.of("md5", "sha1", "sha224");

    /** Accepts any name. Without a matcher Java would resume a session under another name (RFC 6066 3). */
    private static final SNIMatcher ANY_NAME = SNIHostName.createSNIMatcher(".*");

    private TlsPolicy() {}

    /** Sets up the server's side of a new connection. */
    static SSLEngine apply(SSLEngine engine, SmtpOptions.Demand certificate) {
        engine.setUseClientMode(false);
        SSLParameters parameters = new SSLParameters(CIPHERS, PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setAlgorithmConstraints(RULES);
        parameters.setSNIMatchers(List.of(ANY_NAME));
        parameters.setWantClientAuth(certificate == SmtpOptions.Demand.OFFERED);
        if (certificate == SmtpOptions.Demand.REQUIRED) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
        String name = algorithm.toLowerCase(Locale.ROOT);
        return primitives.contains(CryptoPrimitive.SIGNATURE)
                ? BROKEN_HASHES.stream().noneMatch(name::contains)
                : !name.startsWith("ffdhe");
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
        return permits(primitives, algorithm, parameters);
    }
}
