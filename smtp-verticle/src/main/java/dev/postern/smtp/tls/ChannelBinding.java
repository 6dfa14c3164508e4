package dev.postern.smtp.tls;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Set;

/** The channel binding {@code tls-server-end-point} (RFC 5929 4): a hash of the server's certificate. */
final class ChannelBinding {
    private static final Set<String> BROKEN = Set.of("MD5", "SHA1", "SHA-1");

    private ChannelBinding() {}

    /**
     * The hash that the signature below the certificate was made with, SHA-256 in place of MD5 and SHA-1.
     *
     * @return null where the signature's algorithm names no hash, as EdDSA: clients would not agree on one
     */
    static Buffer of(X509Certificate certificate) {
        try {
            String hash = hash(certificate);
            return hash == null
                    ? null
                    : Buffer.buffer(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            return null;
        }
    }

    private static String hash(X509Certificate certificate) throws GeneralSecurityException, IOException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.equals("RSASSA-PSS")) {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return strongEnough(
                    parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        }
        int with = signature.indexOf("WITH");
        return with < 0 ? null : strongEnough(signature.substring(0, with));
    }

    private static String strongEnough(String hash) {
        if (BROKEN.contains(hash)) {
            return "SHA-256";
        }
        // Signatures call it SHA384, hashes SHA-384; SHA3-256 is the same in both.
        return hash.matches("SHA\\d{3}.*") ? "SHA-" + hash.substring(3) : hash;
    }
}
