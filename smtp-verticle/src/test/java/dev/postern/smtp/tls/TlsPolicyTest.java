package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.SmtpOptions;
import java.nio.charset.StandardCharsets;
import java.security.CryptoPrimitive;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPolicyTest {
    private final SSLEngine engine = engine();

    @Test
    void everyCipherHasForwardSecrecyAndAuthenticatesWhatItEncrypts() {
        List<String> ciphers = List.of(engine.getEnabledCipherSuites());
        assertTrue(
                ciphers.stream().allMatch(name -> name.matches("TLS_(ECDHE_.*|AES.*|CHACHA.*)(GCM|POLY1305)_SHA\\d+")),
                ciphers::toString);
        assertTrue(Arrays.asList("TLSv1.3", "TLSv1.2").equals(List.of(engine.getEnabledProtocols())));
        assertTrue(engine.getSSLParameters().getUseCipherSuitesOrder());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SHA1withRSA", "SHA1withECDSA", "MD5withRSA", "SHA224withECDSA", "rsa_pkcs1_sha1", "ecdsa_sha1"})
    void brokenHashesSignNothing(String signature) {
        assertFalse(permits(CryptoPrimitive.SIGNATURE, signature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA512withECDSA", "RSASSA-PSS", "Ed25519", "ecdsa_secp256r1_sha256"})
    void soundOnesDo(String signature) {
        assertTrue(permits(CryptoPrimitive.SIGNATURE, signature));
    }

    @Test
    void keysAreAgreedOnCurvesAlone() {
        assertFalse(permits(CryptoPrimitive.KEY_AGREEMENT, "ffdhe2048"));
        for (String curve : List.of("x25519", "secp256r1", "secp384r1")) {
            assertTrue(permits(CryptoPrimitive.KEY_AGREEMENT, curve), curve);
        }
    }

    /** With a matcher Java resumes no session for another name. Its own client never asks for that, so there is no try of it. */
    @ParameterizedTest
    @ValueSource(strings = {"mx.example.org", "localhost", "xn--bcher-kva.example", "192.0.2.1"})
    void namesAreComparedAndNoneIsRefused(String name) {
        List<SNIMatcher> matchers = List.copyOf(engine.getSSLParameters().getSNIMatchers());
        assertEquals(1, matchers.size());
        assertTrue(matchers.get(0).matches(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII))));
    }

    private boolean permits(CryptoPrimitive primitive, String algorithm) {
        Set<CryptoPrimitive> primitives = EnumSet.of(primitive);
        return engine.getSSLParameters().getAlgorithmConstraints().permits(primitives, algorithm, null);
    }

    private static SSLEngine engine() {
        try {
            return TlsPolicy.apply(SSLContext.getDefault().createSSLEngine(), SmtpOptions.Demand.NO);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
