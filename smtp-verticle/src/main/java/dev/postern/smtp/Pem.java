package dev.postern.smtp;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a PEM file (RFC 7468); what stands between the parts is for people.
 *
 * @param label as {@code CERTIFICATE}
 * @param body base64, behind headers where an old form has them
 */
record Pem(String label, String body) {
    private static final Pattern PART =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    static List<Pem> all(String text) {
        List<Pem> parts = new ArrayList<>();
        for (Matcher part = PART.matcher(text); part.find(); ) {
            parts.add(new Pem(part.group(1), part.group(2)));
        }
        return parts;
    }

    /** The certificates in a file, in their order; one at least. */
    static List<X509Certificate> certificates(Path file, String text) throws CertificateFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem part : all(text)) {
            if (part.label.equals("CERTIFICATE")) {
                certificates.add(part.certificate(file, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateFileException(file, "holds no certificate, expected PEM (BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /** PKCS #8 (RFC 7468 11) or the older way (RFC 1421 4.6.1.1). */
    boolean isEncrypted() {
        return label.equals("ENCRYPTED PRIVATE KEY") || body.contains("Proc-Type: 4,ENCRYPTED");
    }

    /** @throws IllegalArgumentException if the body is not base64 */
    byte[] octets() {
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    }

    private X509Certificate certificate(Path file, int number) throws CertificateFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets()));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new CertificateFileException(
                    file, "is broken at its certificate number " + number + ": " + e.getMessage());
        }
    }
}
