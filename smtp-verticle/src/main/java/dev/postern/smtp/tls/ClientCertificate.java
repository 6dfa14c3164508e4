package dev.postern.smtp.tls;

import dev.postern.contract.Tls;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** Makes what plugins see of a client's certificate. Its texts are untrusted: they are bounded in length, and left out if not printable. */
final class ClientCertificate {
    private static final int NAMES_LIMIT = 100;
    private static final int TEXT_LIMIT = 1_024;

    private ClientCertificate() {}

    static Tls.Certificate of(X509Certificate certificate, boolean verified) {
        String subject = certificate.getSubjectX500Principal().getName();
        return new Tls.Certificate(
                isUsable(subject) ? subject : "", names(certificate), fingerprint(certificate), verified);
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> name.get(1))
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .filter(ClientCertificate::isUsable)
                            .limit(NAMES_LIMIT)
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static boolean isUsable(String text) {
        return text.length() <= TEXT_LIMIT && text.chars().noneMatch(Character::isISOControl);
    }
}
