package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.testing.LogWatch;
import dev.postern.smtp.testing.TestCertificates;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while the server runs. */
class CertificateReloaderTest {
    @TempDir
    Path folder;

    private final LogWatch log = new LogWatch(CertificateReloader.class);
    private TestCertificates pki;
    private TlsOptions files;
    private CertificateReloader reloader;

    @BeforeEach
    void open() throws Exception {
        pki = new TestCertificates("authority");
        files = new TlsOptions(
                List.of(
                        write("one", TestCertificates.server("one.example")),
                        write("two", TestCertificates.server("two.example"))),
                pki.file(folder),
                10_000);
        reloader = CertificateReloader.open(files, 10_000);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void nothingChangesWhereNothingHasChanged() {
        TlsContext before = reloader.tlsHandler().context();
        reloader.checkFiles();
        reloader.checkFiles();
        assertEquals(before, reloader.tlsHandler().context());
        assertEquals(List.of(), log.lines());
    }

    @Test
    void whatIsNewAndGoodIsTakenAtOnce() throws Exception {
        write("one", TestCertificates.server("new.example"));
        reloader.checkFiles();
        assertEquals(List.of("new.example", "two.example"), names());
        assertEquals(1, log.lines().size());
        assertTrue(log.lines().get(0).startsWith("INFO new certificates are in use: " + folder), log.lines()::toString);
    }

    @Test
    void anEcKeyAsOpensslWritesItIsTakenToo() throws Exception {
        for (String name : List.of("", "-key")) {
            try (InputStream in = getClass().getResourceAsStream("/pem/p256" + name + ".pem")) {
                Files.write(folder.resolve("one" + name + ".pem"), in.readAllBytes());
            }
        }
        reloader.checkFiles();
        assertEquals(List.of("mx.example.org", "two.example"), names());
    }

    @Test
    void aHalfWrittenPairIsWaitedForInSilence() throws Exception {
        X509Bundle fresh = pki.sign(TestCertificates.server("new.example"));
        Files.writeString(files.pairs().get(0).certificate(), fresh.getCertificatePathPEM());
        reloader.checkFiles();
        assertEquals(List.of("one.example", "two.example"), names());
        Files.writeString(files.pairs().get(0).key(), fresh.getPrivateKeyPEM());
        reloader.checkFiles();
        assertEquals(List.of("new.example", "two.example"), names());
        assertTrue(log.lines().stream().allMatch(line -> line.startsWith("INFO")), log.lines()::toString);
    }

    @Test
    void onlyThePairIsWaitedForThatIsNotWhole() throws Exception {
        write("one", TestCertificates.server("new.example"));
        Files.writeString(files.pairs().get(1).key(), "-----BEGIN PRIV");
        reloader.checkFiles();
        assertEquals(List.of("one.example", "two.example"), names(), "all or nothing");
        write("two", TestCertificates.server("newer.example"));
        reloader.checkFiles();
        assertEquals(List.of("new.example", "newer.example"), names());
    }

    @Test
    void aKeyOfAnotherCertificateIsToldOnce() throws Exception {
        Files.writeString(
                files.pairs().get(0).key(),
                pki.sign(TestCertificates.server("x.example")).getPrivateKeyPEM());
        expectOneWarning(files.pairs().get(0).certificate() + " is not the certificate of the key in "
                + files.pairs().get(0).key());
    }

    @Test
    void aFileThatIsGoneIsToldOnce() throws Exception {
        Files.delete(files.authorities());
        expectOneWarning(files.authorities() + " no such file or folder");
    }

    @Test
    void aBundleWithoutCertificatesIsToldOnce() throws Exception {
        Files.writeString(files.authorities(), "nobody");
        expectOneWarning(files.authorities() + " holds no certificate, expected PEM (BEGIN CERTIFICATE)");
    }

    @Test
    void aFileThatChangesFromBadToBadIsToldOfEach() throws Exception {
        Files.writeString(files.authorities(), "nobody");
        reloader.checkFiles();
        reloader.checkFiles();
        Files.writeString(files.authorities(), "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----");
        reloader.checkFiles();
        reloader.checkFiles();
        reloader.checkFiles();
        assertEquals(2, log.lines().size(), log.lines()::toString);
        assertTrue(log.lines().get(1).contains("is broken at its certificate number 1"), log.lines()::toString);
    }

    @Test
    void whatIsAsItWasAgainIsInUseAgain() throws Exception {
        String before = Files.readString(files.authorities());
        Files.writeString(files.authorities(), "nobody");
        reloader.checkFiles();
        reloader.checkFiles();
        Files.writeString(files.authorities(), before);
        reloader.checkFiles();
        assertTrue(log.lines().get(1).startsWith("INFO new certificates are in use"), log.lines()::toString);
    }

    @Test
    void aCertificateThatEndsSoonIsToldOnceAndAgainWhenItHasEnded() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(13));
        write("one", TestCertificates.server("one.example").notAfter(end));
        reloader.checkFiles();
        reloader.checkFiles();
        assertEquals(1, warnings().size(), () -> warnings().toString());
        assertTrue(
                warnings()
                        .get(0)
                        .startsWith("WARN " + folder.resolve("one.pem")
                                + ": the certificate of CN=one.example expires soon: it is valid until "),
                () -> warnings().toString());
        reloader.checkDates(end.plusSeconds(1));
        assertTrue(
                warnings().get(1).contains(" has expired: it was valid until "),
                () -> warnings().toString());
    }

    @Test
    void oneThatHasEndedAndOneThatHasNotBegunAreToldAtTheStart() throws Exception {
        Instant now = Instant.now();
        write(
                "one",
                TestCertificates.server("one.example")
                        .notAfter(now.minus(Duration.ofDays(1)))
                        .notBefore(now.minus(Duration.ofDays(9))));
        write("two", TestCertificates.server("two.example").notBefore(now.plus(Duration.ofDays(1))));
        CertificateReloader.open(files, 10_000);
        assertEquals(2, warnings().size(), () -> warnings().toString());
        assertTrue(
                warnings().get(0).contains("CN=one.example has expired"),
                () -> warnings().toString());
        assertTrue(
                warnings().get(1).contains("CN=two.example is not valid before"),
                () -> warnings().toString());
    }

    /** Not at the first look: somebody may be busy writing. */
    private void expectOneWarning(String wrong) {
        TlsContext before = reloader.tlsHandler().context();
        reloader.checkFiles();
        assertEquals(List.of(), log.lines());
        reloader.checkFiles();
        reloader.checkFiles();
        assertEquals(List.of("WARN " + wrong + "; the certificates from before stay in use"), log.lines());
        assertEquals(before, reloader.tlsHandler().context());
    }

    private TlsOptions.Pair write(String name, CertificateBuilder builder) throws Exception {
        return TestCertificates.write(folder, name, pki.sign(builder));
    }

    private List<String> warnings() {
        return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }

    private List<String> names() {
        return reloader.tlsHandler().context().certificates().stream()
                .flatMap(identity -> identity.names().stream())
                .toList();
    }
}
