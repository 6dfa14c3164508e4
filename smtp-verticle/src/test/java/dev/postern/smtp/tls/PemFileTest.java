package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.testing.TestCertificates;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in files, good and bad. */
class PemFileTest {
    private static final String EC_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    private static final String BOM = "\uFEFF";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"ecp256", "ecp384", "rsa2048", "ed25519", "ed448"})
    void eachKindOfKeyIsRead(CertificateBuilder.Algorithm algorithm) throws Exception {
        X509Bundle bundle = bundle(algorithm);
        assertEquals(List.of(), flaws(bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM()));
    }

    @ParameterizedTest
    @CsvSource({"rsa2048, RSA PRIVATE KEY", "ecp256, EC PRIVATE KEY", "ecp384, EC PRIVATE KEY"})
    void theOldFormsToo(CertificateBuilder.Algorithm algorithm, String label) throws Exception {
        X509Bundle bundle = bundle(algorithm);
        String old = pem(label, unwrapped(bundle.getKeyPair().getPrivate().getEncoded()));
        assertEquals(List.of(), flaws(bundle.getCertificatePathPEM(), EC_PARAMETERS + old));
    }

    /** The curves with EC PARAMETERS before the key, PKCS #1 for RSA, PKCS #8 for Ed25519. */
    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521", "rsa", "ed25519"})
    void whatOpensslWritesIsReadInAnyDress(String name) throws Exception {
        String certificate = openssl(name + ".pem");
        String key = openssl(name + "-key.pem");
        assertEquals(List.of(), flaws(certificate, key));
        assertEquals(List.of(), flaws(certificate, windows(key)));
        assertEquals(List.of(), flaws(windows(certificate), BOM + key));
        assertEquals(List.of(), inOneFile(certificate + key));
        assertEquals(List.of(), inOneFile(key + certificate));
        assertEquals(List.of(), inOneFile(BOM + windows(key + certificate)));
    }

    /** As Go, and so cert-manager, writes it. */
    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void anEcKeyNeedsNoParametersBeforeIt(String name) throws Exception {
        String key = openssl(name + "-key.pem");
        String alone = key.substring(key.indexOf("-----BEGIN EC PRIVATE KEY"));
        assertEquals(List.of(), flaws(openssl(name + ".pem"), alone));
    }

    @Test
    void textBetweenTheBlocksIsPassedOver() throws Exception {
        String both = openssl("p256-pkcs12.pem");
        assertTrue(both.contains("Bag Attributes") && both.contains("subject="), both);
        assertEquals(List.of(), inOneFile(both));
        assertEquals(List.of(), flaws(openssl("p256-text.pem"), openssl("p256-pkcs8-key.pem")));
        String parameters = "-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n-----END DH PARAMETERS-----\n";
        assertEquals(List.of(), inOneFile(parameters + both));
    }

    @ParameterizedTest
    @CsvSource({"secp256k1, secp256k1", "brainpool, brainpoolP256r1"})
    void aCurveThatTlsDoesNotUseIsNamed(String name, String curve) throws Exception {
        List<String> wrong = List.of("k.pem holds a key on the curve " + curve
                + ", which cannot be used for TLS; expected P-256, P-384 or P-521");
        assertEquals(wrong, flaws(openssl(name + ".pem"), openssl(name + "-key.pem")));
        assertEquals(wrong, flaws(openssl("p256.pem"), openssl(name + "-key.pem")));
    }

    @Test
    void aKeyOnAnotherCurveIsThatOfAnotherCertificate() throws Exception {
        assertEquals(
                List.of("c.pem is not the certificate of the key in " + folder.resolve("k.pem")),
                flaws(openssl("p256.pem"), openssl("p384-key.pem")));
    }

    @Test
    void aServerStartsWithAnEcKeyAsOpensslWritesIt() throws Exception {
        Path certificate = Files.writeString(folder.resolve("c.pem"), openssl("p384.pem"));
        Path key = Files.writeString(folder.resolve("k.pem"), openssl("p384-key.pem"));
        TlsContext context = CertificateReloader.open(new TlsOptions(certificate, key), 10_000)
                .tlsHandler()
                .context();
        assertEquals(List.of("mx.example.org"), context.certificates().get(0).names());
    }

    @Test
    void whatNoClientCouldUseIsRefused() throws Exception {
        X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ecp256);
        PrivateKey other =
                bundle(CertificateBuilder.Algorithm.ecp256).getKeyPair().getPrivate();
        Path file = folder.resolve("c.pem");
        ServerCertificate broken =
                new ServerCertificate(file, List.of(bundle.getCertificate()), other, List.of("mx.example.org"));
        CertificateFileException refused =
                assertThrows(CertificateFileException.class, () -> TlsContext.checkHandshake(broken));
        assertTrue(refused.flaw().startsWith("cannot be used for TLS by this Java: "), refused.flaw());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        for (var algorithm : List.of(
                CertificateBuilder.Algorithm.ecp256,
                CertificateBuilder.Algorithm.rsa2048,
                CertificateBuilder.Algorithm.ed25519)) {
            assertEquals(
                    List.of("c.pem is not the certificate of the key in " + folder.resolve("k.pem")),
                    flaws(
                            bundle(algorithm).getCertificatePathPEM(),
                            bundle(algorithm).getPrivateKeyPEM()));
        }
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        String rsa = bundle(CertificateBuilder.Algorithm.rsa2048).getPrivateKeyPEM();
        String ec = bundle(CertificateBuilder.Algorithm.ecp256).getCertificatePathPEM();
        List<String> expected = List.of("k.pem holds no EC key, which its certificate needs");
        assertEquals(expected, flaws(ec, rsa));
        assertEquals(expected, flaws(ec, pem("RSA PRIVATE KEY", new byte[] {0x30, 0})));
        assertEquals(expected, flaws(ec, pem("EC PRIVATE KEY", new byte[] {0x30, 0})));
        assertEquals(expected, flaws(ec, pem("PRIVATE KEY", new byte[0])));
        assertEquals(expected, flaws(ec, "-----BEGIN PRIVATE KEY-----\nno base64!\n-----END PRIVATE KEY-----"));
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ecp256);
        assertEquals(
                List.of("c.pem holds no certificate, expected PEM (BEGIN CERTIFICATE)"),
                flaws(bundle.getPrivateKeyPEM(), bundle.getPrivateKeyPEM()));
        assertEquals(
                List.of("k.pem holds no private key, expected PEM (BEGIN PRIVATE KEY)"),
                flaws(bundle.getCertificatePathPEM(), bundle.getCertificatePathPEM()));
        Path certificate = Files.writeString(folder.resolve("c.pem"), bundle.getCertificatePathPEM());
        Path missing = folder.resolve("none");
        assertEquals(
                missing + " no such file or folder",
                CertificateFiles.flaws(new TlsOptions(certificate, missing))
                        .get(0)
                        .getMessage());
    }

    @Test
    void anEncryptedKeyIsNotSupported() throws Exception {
        String certificate = bundle(CertificateBuilder.Algorithm.ecp256).getCertificatePathPEM();
        String wrong = "k.pem is encrypted, which is not supported; expected a key without a passphrase";
        assertEquals(List.of(wrong), flaws(certificate, pem("ENCRYPTED PRIVATE KEY", new byte[] {1})));
        assertEquals(
                List.of(wrong),
                flaws(
                        certificate,
                        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAA==\n"
                                + "-----END EC PRIVATE KEY-----"));
        assertEquals(List.of(wrong), flaws(certificate, openssl("p256-encrypted-key.pem")));
        assertEquals(List.of(wrong), flaws(certificate, openssl("p256-encrypted-pkcs8-key.pem")));
    }

    @Test
    void aServerDoesNotStartWithAFileThatIsTooLarge() throws Exception {
        X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ecp256);
        Path certificate = Files.writeString(folder.resolve("c.pem"), bundle.getCertificatePathPEM());
        Path key = Files.write(folder.resolve("k.pem"), new byte[1024 * 1024 + 1]);
        assertThrows(
                CertificateFileException.class,
                () -> CertificateReloader.open(new TlsOptions(certificate, key), 10_000));
    }

    private static X509Bundle bundle(CertificateBuilder.Algorithm algorithm) throws Exception {
        return TestCertificates.builder()
                .algorithm(algorithm)
                .subject("CN=mx.example.org")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private List<String> flaws(String certificate, String key) throws Exception {
        TlsOptions files = new TlsOptions(
                Files.writeString(folder.resolve("c.pem"), "for people: a-b\n" + certificate),
                Files.writeString(folder.resolve("k.pem"), key));
        return CertificateFiles.flaws(files).stream()
                .map(flaw -> flaw.file().getFileName() + " " + flaw.flaw())
                .toList();
    }

    private List<String> inOneFile(String both) throws Exception {
        Path file = Files.writeString(folder.resolve("both.pem"), both);
        return CertificateFiles.flaws(new TlsOptions(file, file)).stream()
                .map(CertificateFileException::flaw)
                .toList();
    }

    private static String openssl(String file) throws Exception {
        try (InputStream in = PemFileTest.class.getResourceAsStream("/pem/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String windows(String text) {
        return text.replace("\n", "\r\n");
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END "
                + label + "-----\n";
    }

    /** What stands in the last field of PKCS #8, to which nothing was added. */
    private static byte[] unwrapped(byte[] pkcs8) {
        for (int at = 0; at + 4 < pkcs8.length; at++) {
            int header = pkcs8[at + 1] == (byte) 0x82 ? 4 : pkcs8[at + 1] == (byte) 0x81 ? 3 : 2;
            int length =
                    header == 4 ? (pkcs8[at + 2] & 0xff) << 8 | pkcs8[at + 3] & 0xff : pkcs8[at + header - 1] & 0xff;
            if (pkcs8[at] == 4 && at + header + length == pkcs8.length) {
                return Arrays.copyOfRange(pkcs8, at + header, pkcs8.length);
            }
        }
        throw new AssertionError("no octet string at the end");
    }
}
