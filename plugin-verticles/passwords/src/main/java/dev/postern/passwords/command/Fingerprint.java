package dev.postern.passwords.command;

import dev.postern.support.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Locale;

/** SHA-256 of a certificate, in lower-case hexadecimal. */
final class Fingerprint {
    private static final String DIGEST = "[0-9a-f]{64}";

    private Fingerprint() {}

    /**
     * Reads one.
     *
     * @param given a file in PEM or DER, or the fingerprint itself, also with colons
     * @throws IllegalArgumentException naming what was given and what was expected
     */
    static String of(String given) {
        String digits = given.replace(":", "").toLowerCase(Locale.ROOT);
        if (digits.matches(DIGEST)) {
            return digits;
        }
        try (InputStream file = Files.newInputStream(Path.of(given))) {
            byte[] certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(file)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        } catch (IOException e) {
            throw new IllegalArgumentException(complaint(given, Reason.of(e)), e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(complaint(given, "holds no certificate"), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String complaint(String given, String what) {
        return "certificate '" + given + "': " + what
                + ", expected a file in PEM or DER, or 64 hexadecimal digits (SHA-256)";
    }
}
