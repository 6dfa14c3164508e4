package dev.postern.smtp.testing;

import dev.postern.smtp.options.TlsOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Certificates of a test, and the authority that signs them. */
public final class TestCertificates {
    final X509Bundle authority;

    public TestCertificates(String name) throws Exception {
        authority = builder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
                .buildSelfSigned();
    }

    /** EC P-256, valid for three months. */
    public static CertificateBuilder builder() {
        return new CertificateBuilder().ecp256().notAfter(Instant.now().plus(Duration.ofDays(90)));
    }

    /** A certificate for a server of these names. */
    public static CertificateBuilder server(String... names) {
        return builder()
                .subject("CN=" + names[0])
                .addExtendedKeyUsageServerAuth()
                .addExtensionOctetString("2.5.29.17", false, alternatives(names));
    }

    /** As DER; the builder's own way knows no wildcards. */
    private static byte[] alternatives(String... names) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String name : names) {
            list.write(0x82);
            list.write(name.length());
            list.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(0x30);
        whole.write(list.size());
        whole.writeBytes(list.toByteArray());
        return whole.toByteArray();
    }

    public static CertificateBuilder client(String name) {
        return builder().subject("CN=" + name).addSanDnsName(name).addExtendedKeyUsageClientAuth();
    }

    public X509Bundle sign(CertificateBuilder builder) throws Exception {
        return builder.buildIssuedBy(authority);
    }

    /** The authority's own certificate in a file. */
    public Path file(Path folder) throws Exception {
        return Files.writeString(
                folder.resolve(authority.getCertificate().getSerialNumber() + ".pem"), authority.getCertificatePEM());
    }

    /** Writes certificate and key, in place of what was there. */
    public static TlsOptions.Pair write(Path folder, String name, X509Bundle bundle) throws Exception {
        return new TlsOptions.Pair(
                Files.writeString(folder.resolve(name + ".pem"), bundle.getCertificatePathPEM()),
                Files.writeString(folder.resolve(name + "-key.pem"), bundle.getPrivateKeyPEM()));
    }
}
