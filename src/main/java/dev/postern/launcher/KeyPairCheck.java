package dev.postern.launcher;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/** Whether a certificate and a key can be used, and belong together. */
final class KeyPairCheck {
    private static final byte[] PROBE = {1, 2, 3};

    private KeyPairCheck() {}

    /** Whether a PEM key is encrypted, as PKCS#8 (RFC 7468 section 11) or the older way (RFC 1421 section 4.6.1.1). */
    static boolean isEncrypted(byte[] key) {
        String pem = new String(key, StandardCharsets.ISO_8859_1);
        return pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem.contains("Proc-Type: 4,ENCRYPTED");
    }

    /** What is wrong with them; nothing if all is well. */
    static Optional<String> problem(byte[] certificate, byte[] key) {
        try {
            X509KeyManager manager = manager(certificate, key);
            String alias = Stream.of("EC", "RSA", "EdDSA", "DSA")
                    .map(type -> manager.getServerAliases(type, null))
                    .filter(Objects::nonNull)
                    .flatMap(Arrays::stream)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("no EC or RSA key with a certificate"));
            PublicKey publicKey = manager.getCertificateChain(alias)[0].getPublicKey();
            return fit(publicKey, manager.getPrivateKey(alias))
                    ? Optional.empty()
                    : Optional.of("is not the certificate of tls.key");
        } catch (Exception e) {
            return Optional.of("cannot be used with tls.key, expected two PEM files: " + reason(e));
        }
    }

    private static X509KeyManager manager(byte[] certificate, byte[] key) throws Exception {
        PemKeyCertOptions pem =
                new PemKeyCertOptions().setCertValue(Buffer.buffer(certificate)).setKeyValue(Buffer.buffer(key));
        return (X509KeyManager) pem.getKeyManagerFactory(null).getKeyManagers()[0];
    }

    private static boolean fit(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
        if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
            return false;
        }
        String algorithm = publicKey.getAlgorithm();
        Signature signature = Signature.getInstance(
                algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : algorithm);
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
