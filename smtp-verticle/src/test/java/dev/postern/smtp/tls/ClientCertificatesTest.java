package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions.Demand;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.testing.TestCertificates;
import dev.postern.smtp.testing.TestServer;
import dev.postern.smtp.testing.TlsClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that show a certificate, or should. */
class ClientCertificatesTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    static Path folder;

    private static TestCertificates pki;
    private static TestCertificates foreign;
    private static TestServer asking;
    private static TestServer demanding;
    private static TestServer trusting;

    @BeforeAll
    static void start() throws Exception {
        pki = new TestCertificates("authority");
        foreign = new TestCertificates("authority");
        TlsOptions.Pair pair =
                TestCertificates.write(folder, "server", pki.sign(TestCertificates.server("mx.example.org")));
        asking = server("asking", new TlsOptions(List.of(pair), pki.file(folder), 10_000), Demand.OFFERED);
        demanding = server("demanding", new TlsOptions(List.of(pair), pki.file(folder), 10_000), Demand.REQUIRED);
        trusting = server("trusting", new TlsOptions(List.of(pair), null, 10_000), Demand.OFFERED);
    }

    private static TestServer server(String name, TlsOptions files, Demand demand) throws Exception {
        return new TestServer(folder.resolve(name))
                .tls(files, demand)
                .instances(1)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        asking.close();
        demanding.close();
        trusting.close();
    }

    static List<Arguments> unverified() throws Exception {
        CertificateBuilder late =
                TestCertificates.client("client.example.com").notAfter(NOW.minus(Duration.ofHours(1)));
        CertificateBuilder early =
                TestCertificates.client("client.example.com").notBefore(NOW.plus(Duration.ofHours(1)));
        return List.of(
                Arguments.of("expired", pki.sign(late)),
                Arguments.of("not valid yet", pki.sign(early)),
                Arguments.of("of a foreign authority", foreign.sign(TestCertificates.client("client.example.com"))),
                Arguments.of(
                        "its own",
                        TestCertificates.client("client.example.com")
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned()),
                Arguments.of("a server's", pki.sign(TestCertificates.server("client.example.com"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aVerifiedOneIsInTheEvents(String protocol) throws Exception {
        X509Bundle shown = pki.sign(TestCertificates.builder()
                .subject("CN=client.example.com, O=\"Ex, Ltd\"")
                .addSanDnsName("client.example.com")
                .addSanUriName(URI.create("spiffe://example.com/relay"))
                .addExtendedKeyUsageClientAuth());
        for (TestServer server : List.of(asking, demanding)) {
            server.drainReports();
            TlsClient client = new TlsClient(shown).protocols(protocol);
            for (int i = 0; i < 2; i++) {
                client.visit(server);
                Tls.Certificate told = told(server).certificate();
                assertEquals("CN=client.example.com,O=Ex\\, Ltd", told.subject());
                assertEquals(List.of("client.example.com", "spiffe://example.com/relay"), told.names());
                byte[] octets = shown.getCertificate().getEncoded();
                assertEquals(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(octets)),
                        told.fingerprint());
                assertTrue(told.verified());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unverified")
    void anotherOneIsToldAsUnverifiedWhereItIsOnlyAsked(String why, X509Bundle shown) throws Exception {
        asking.drainReports();
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            new TlsClient(shown).protocols(protocol).visit(asking);
            assertEquals(false, told(asking).certificate().verified());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unverified")
    void andEndsTheHandshakeWhereItIsRequired(String why, X509Bundle shown) throws Exception {
        demanding.drainReports();
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = new TlsClient(shown).protocols(protocol);
            assertThrowsOnVisit(client);
        }
    }

    @Test
    void whoShowsNoneIsWelcomeWhereItIsOnlyAsked() throws Exception {
        asking.drainReports();
        new TlsClient().visit(asking);
        assertNull(told(asking).certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoShowsNoneIsNotWhereItIsRequired(String protocol) throws Exception {
        demanding.drainReports();
        assertThrowsOnVisit(new TlsClient().protocols(protocol));
    }

    @Test
    void withoutAuthoritiesNobodyIsVerified() throws Exception {
        trusting.drainReports();
        new TlsClient(pki.sign(TestCertificates.client("client.example.com"))).visit(trusting);
        assertEquals(false, told(trusting).certificate().verified());
    }

    @Test
    void aSessionBegunWhereLessIsDemandedDoesNotGoOnWhereItIsMore() throws Exception {
        TlsClient client = new TlsClient();
        client.visit(asking);
        assertThrowsOnVisit(client);
    }

    private static void assertThrowsOnVisit(TlsClient client) throws Exception {
        // Under TLS 1.3 the client learns of it only when it reads (RFC 8446 4.4.2.4).
        assertThrows(Throwable.class, () -> client.visit(demanding));
        List<Report> told = demanding.reportsUntilClose();
        assertTrue(told.stream().noneMatch(fact -> fact.event().stage() == Stage.SECURE), told.toString());
    }

    private static Tls told(TestServer server) throws Exception {
        return server.reportsUntilClose().stream()
                .filter(told -> told.event().stage() == Stage.SECURE)
                .findFirst()
                .orElseThrow()
                .event()
                .client()
                .tls();
    }
}
