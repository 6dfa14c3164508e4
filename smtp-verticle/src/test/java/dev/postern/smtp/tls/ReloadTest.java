package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.testing.LogWatch;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestCertificates;
import dev.postern.smtp.testing.TestServer;
import dev.postern.smtp.testing.TlsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running server whose certificates change. */
class ReloadTest {
    @TempDir
    Path folder;

    @Test
    void newConnectionsHaveTheNewCertificateAndOldOnesGoOn() throws Exception {
        TestCertificates pki = new TestCertificates("authority");
        TlsOptions.Pair pair = TestCertificates.write(folder, "a", pki.sign(TestCertificates.server("old.example")));
        TestServer server = new TestServer(folder)
                .tls(new TlsOptions(List.of(pair), null, 5), SmtpOptions.Demand.NO)
                .start();
        try (LogWatch log = new LogWatch(CertificateReloader.class);
                Telnet old = server.connect(TestServer.STARTTLS)) {
            old.expect("220").expect("EHLO a.example", "250").startTls();
            old.expect("EHLO a.example", "250");
            Files.writeString(pair.certificate(), "nothing");
            TestServer.eventually("the bad one is refused", () -> !log.lines().isEmpty());
            assertEquals(
                    "WARN " + pair.certificate() + " holds no certificate, expected PEM (BEGIN CERTIFICATE);"
                            + " the certificates from before stay in use",
                    log.lines().get(0));
            TlsClient client = new TlsClient();
            assertEquals("CN=old.example", subject(client, server));
            TestCertificates.write(folder, "a", pki.sign(TestCertificates.server("new.example")));
            // The same client: a session from before does not go on.
            TestServer.eventually(
                    "the good one is in use", () -> subject(client, server).equals("CN=new.example"));
            old.expect("MAIL FROM:<a@b.example>", "250").expect("RCPT TO:<c@d.example>", "250");
            old.expect("DATA", "354")
                    .send("Subject: x\r\n\r\n.\r\n")
                    .expect("250")
                    .expect("QUIT", "221");
        } finally {
            server.close();
        }
    }

    private static String subject(TlsClient client, TestServer server) throws Exception {
        return client.certificate(server).getSubjectX500Principal().getName();
    }
}
