package dev.postern.testkit.server;

import dev.postern.smtp.options.SmtpOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A certificate that nobody has reason to trust. */
final class Certificate {
    private Certificate() {}

    /** Writes it and its key into a folder, in which the spool is too. */
    static SmtpOptions.Files write(Path folder) throws IOException {
        X509Bundle bundle = selfSigned();
        return new SmtpOptions.Files(
                Files.writeString(folder.resolve("certificate.pem"), bundle.getCertificatePathPEM()),
                Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM()),
                folder.resolve("spool"));
    }

    private static X509Bundle selfSigned() {
        try {
            return new CertificateBuilder()
                    .subject("CN=localhost")
                    .notAfter(Instant.now().plus(Duration.ofDays(90)))
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }
}
