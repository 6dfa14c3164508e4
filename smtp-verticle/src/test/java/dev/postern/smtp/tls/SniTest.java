package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.testing.TestCertificates;
import dev.postern.smtp.testing.TestServer;
import dev.postern.smtp.testing.TlsClient;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several certificates, and the names that clients ask for. */
class SniTest {
    private static final String RSA = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        TestCertificates pki = new TestCertificates("authority");
        server = new TestServer(folder)
                .tls(
                        new TlsOptions(
                                List.of(
                                        pair(
                                                "first",
                                                pki.sign(
                                                        TestCertificates.server("mx.example.org", "mail.example.org"))),
                                        pair("wild", pki.sign(TestCertificates.server("*.example.net"))),
                                        pair("exact", pki.sign(TestCertificates.server("exact.example.net"))),
                                        pair(
                                                "rsa",
                                                pki.sign(TestCertificates.server("mx.example.org")
                                                        .rsa2048())),
                                        pair(
                                                "unnamed",
                                                pki.sign(TestCertificates.builder()
                                                        .subject("O=Ex,CN=CN.Example.com")))),
                                null,
                                10_000),
                        SmtpOptions.Demand.NO)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static TlsOptions.Pair pair(String name, X509Bundle bundle) throws Exception {
        return TestCertificates.write(folder, name, bundle);
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org",
        "MAIL.Example.ORG, mx.example.org",
        "a.example.net, *.example.net",
        "exact.example.net, exact.example.net",
        "a.b.example.net, mx.example.org",
        "example.net, mx.example.org",
        "unknown.example, mx.example.org",
        "cn.example.com, cn.example.com"
    })
    void eachNameHasItsCertificate(String asked, String subject) throws Exception {
        assertEquals(subject, name(new TlsClient().asking(asked).certificate(server)));
    }

    @Test
    void whoAsksForNoNameGetsTheFirst() throws Exception {
        X509Certificate shown = new TlsClient().certificate(server);
        assertEquals("mx.example.org", name(shown));
        assertEquals("EC", shown.getPublicKey().getAlgorithm());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.example.org", "unknown.example"})
    void whoKnowsOnlyRsaGetsTheRsaCertificateOfTheSameName(String asked) throws Exception {
        X509Certificate shown =
                new TlsClient().asking(asked).protocols("TLSv1.2").ciphers(RSA).certificate(server);
        assertEquals("mx.example.org", name(shown));
        assertEquals("RSA", shown.getPublicKey().getAlgorithm());
    }

    @Test
    void aNameWithoutAnRsaCertificateHasNoneFromAnother() throws Exception {
        TlsClient client =
                new TlsClient().asking("exact.example.net").protocols("TLSv1.2").ciphers(RSA);
        assertThrows(IOException.class, () -> client.visit(server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void eventsHaveTheNameAndTheEndPointThatTheClientSees(String protocol) throws Exception {
        server.drainReports();
        TlsClient client = new TlsClient().protocols(protocol).asking("A.example.NET");
        for (int i = 0; i < 2; i++) {
            SSLSession session = client.visit(server);
            Tls tls = told();
            assertEquals("a.example.net", tls.sni());
            assertArrayEquals(
                    endPoint(session.getPeerCertificates()[0]), tls.endPoint().getBytes());
            assertEquals(null, tls.certificate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theEndPointIsThatOfTheSessionEvenIfTheClientGoesOnUnderAnotherName(String protocol) throws Exception {
        server.drainReports();
        TlsClient client = new TlsClient().protocols(protocol);
        for (String asked : List.of("mx.example.org", "exact.example.net", "a.example.net", "mx.example.org")) {
            X509Certificate shown = client.asking(asked).certificate(server);
            assertArrayEquals(endPoint(shown), told().endPoint().getBytes());
        }
    }

    /** Java refuses the handshake for many of them. */
    @ParameterizedTest
    @ValueSource(strings = {"a b.example.net", "mx.example.org.", "-a.example.net", "a_b.example.net", "\u0000", "\n"})
    void aNameThatIsNoneIsNotTold(String asked) throws Exception {
        server.drainReports();
        SNIServerName name = new SNIServerName(0, asked.getBytes(StandardCharsets.UTF_8)) {};
        try {
            new TlsClient().asking(name).visit(server);
        } catch (SSLHandshakeException e) {
            assertTrue(e.getMessage().contains("illegal_parameter"), e.getMessage());
        }
        assertTrue(server.reportsUntilClose().stream()
                .map(told -> told.event().client().tls())
                .allMatch(tls -> tls == null || tls.sni() == null));
    }

    /** As a client computes it. */
    private static byte[] endPoint(Certificate shown) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(shown.getEncoded());
    }

    private static Tls told() throws Exception {
        return server.reportsUntilClose().stream()
                .filter(told -> told.event().stage() == Stage.SECURE)
                .findFirst()
                .orElseThrow()
                .event()
                .client()
                .tls();
    }

    /** The common name. */
    private static String name(X509Certificate certificate) {
        return certificate
                .getSubjectX500Principal()
                .getName()
                .replaceAll(".*CN=([^,]*).*", "$1")
                .toLowerCase();
    }
}
