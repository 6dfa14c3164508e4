package dev.postern.launcher.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.launcher.yaml.StartException;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.tls.CertificateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final int DNS_NAME = 2;

    @TempDir
    Path data;

    @Test
    void theSelfSignedCertificateIsForTheHost() throws Exception {
        Certificates certificates = certificates();
        certificates.ensure("mail.example.org");
        X509Certificate certificate = read(certificates.certificate());
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertEquals(
                "CN=mail.example.org", certificate.getSubjectX500Principal().getName());
        assertEquals(
                List.of(List.of(DNS_NAME, "mail.example.org")), List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
    }

    @Test
    void onlyTheOwnerReadsTheKey() throws IOException {
        certificates().ensure("localhost");
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(certificates().key())));
    }

    @Test
    void itIsMadeOnce() throws IOException {
        certificates().ensure("localhost");
        String first = Files.readString(certificates().certificate());
        certificates().ensure("localhost");
        assertEquals(first, Files.readString(certificates().certificate()));
        try (var left = Files.list(data)) {
            assertEquals(List.of(data.resolve("tls")), left.toList());
        }
    }

    @Test
    void aMonthBeforeItsEndItIsMadeAnew() throws Exception {
        SelfSigned old = SelfSigned.forHost("localhost", Instant.now().minus(Duration.ofDays(368)));
        Files.createDirectories(data.resolve("tls"));
        Files.writeString(certificates().certificate(), old.certificate());
        Files.writeString(certificates().key(), old.key());
        certificates().ensure("localhost");
        Instant end = read(certificates().certificate()).getNotAfter().toInstant();
        assertEquals(396, Duration.between(Instant.now(), end).toDays());
        assertEquals(
                List.of(),
                CertificateFiles.flaws(new TlsOptions(
                        certificates().certificate(), certificates().key())));
        try (var left = Files.list(data)) {
            assertEquals(List.of(data.resolve("tls")), left.toList());
        }
    }

    @Test
    void oneThatHasTimeLeftStays() throws Exception {
        SelfSigned old = SelfSigned.forHost("localhost", Instant.now().minus(Duration.ofDays(365)));
        Files.createDirectories(data.resolve("tls"));
        Files.writeString(certificates().certificate(), old.certificate());
        Files.writeString(certificates().key(), old.key());
        certificates().ensure("localhost");
        assertEquals(old.certificate(), Files.readString(certificates().certificate()));
    }

    @Test
    void aFolderWithOnlyOneOfThemIsNotTouched() throws IOException {
        Files.createDirectories(data.resolve("tls"));
        Files.writeString(certificates().key(), "mine");
        assertThrows(StartException.class, () -> certificates().ensure("localhost"));
        assertEquals("mine", Files.readString(certificates().key()));
    }

    @Test
    void aDateFrom2050OnIsWrittenInFull() throws Exception {
        SelfSigned late = SelfSigned.forHost("localhost", Instant.parse("2049-12-01T00:00:00Z"));
        Path file = Files.writeString(data.resolve("late.pem"), late.certificate());
        assertEquals(
                Date.from(Instant.parse("2051-01-02T00:00:00Z")), read(file).getNotAfter());
    }

    private Certificates certificates() {
        Path folder = data.resolve("tls");
        return new Certificates(folder.resolve("certificate.pem"), folder.resolve("key.pem"), true);
    }

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
