package dev.postern.smtp.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * A file of certificates or keys in PEM (RFC 7468) as it was at one moment: its text, or why it cannot be read. Text between
 * the blocks, and blocks of other kinds, are ignored.
 */
final class PemFile {
    /** A bundle of all public authorities has a quarter of this size. */
    private static final int SIZE_LIMIT = 1024 * 1024;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    private final Path path;
    private final String text;
    private final CertificateFileException failure;

    /** One block: a label such as {@code CERTIFICATE}, and base64 behind headers where an old form has them. */
    private record Block(String label, String body) {
        /** PKCS #8 (RFC 7468 11) or the older way (RFC 1421 4.6.1.1). */
        boolean isEncrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY") || body.contains("Proc-Type: 4,ENCRYPTED");
        }

        byte[] octets() throws IOException {
            return parser().readPemObject().getContent();
        }

        /** As PKCS #8, from PKCS #8, PKCS #1 for RSA or SEC 1 for EC. */
        PrivateKeyInfo privateKey() throws IOException {
            Object key = parser().readObject();
            return key instanceof PEMKeyPair old ? old.getPrivateKeyInfo() : (PrivateKeyInfo) key;
        }

        /** Parses the block alone, so that text around it cannot make it fail. */
        private PEMParser parser() {
            String block = "-----BEGIN " + label + "-----\n" + body.strip() + "\n-----END " + label + "-----\n";
            return new PEMParser(new StringReader(block));
        }
    }

    private PemFile(Path path, String text, CertificateFileException failure) {
        this.path = path;
        this.text = text;
        this.failure = failure;
    }

    /** Blocks. */
    static PemFile read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] octets = in.readNBytes(SIZE_LIMIT + 1);
            return octets.length > SIZE_LIMIT
                    ? new PemFile(
                            path, null, new CertificateFileException(path, "has more than " + SIZE_LIMIT + " octets"))
                    : new PemFile(path, new String(octets, StandardCharsets.ISO_8859_1), null);
        } catch (IOException e) {
            return new PemFile(path, null, new CertificateFileException(path, e));
        }
    }

    Path path() {
        return path;
    }

    /** The certificates in their order; one at least. */
    List<X509Certificate> certificates() throws CertificateFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks()) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(block, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw flaw("holds no certificate, expected PEM (BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /** The first private key, which is to be one for this public key. */
    PrivateKey privateKey(PublicKey publicKey) throws CertificateFileException {
        Block block = blocks().stream()
                .filter(any -> any.label.endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> flaw("holds no private key, expected PEM (BEGIN PRIVATE KEY)"));
        if (block.isEncrypted()) {
            throw flaw("is encrypted, which is not supported; expected a key without a passphrase");
        }
        String algorithm = publicKey.getAlgorithm();
        try {
            PrivateKeyInfo key = block.privateKey();
            expectUsableCurve(key.getPrivateKeyAlgorithm());
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(complete(key, publicKey).getEncoded()));
        } catch (CertificateFileException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // Bouncy Castle throws many kinds of exceptions for octets that are no key.
            throw flaw("holds no " + algorithm + " key, which its certificate needs");
        }
    }

    /** Takes from the public key what an older form leaves out of the algorithm, as the curve (RFC 5280 4.1). */
    private static PrivateKeyInfo complete(PrivateKeyInfo key, PublicKey publicKey) throws IOException {
        AlgorithmIdentifier given = key.getPrivateKeyAlgorithm();
        AlgorithmIdentifier whole =
                SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getAlgorithm();
        boolean isLess = whole.getAlgorithm().equals(given.getAlgorithm())
                ? given.getParameters() == null
                : whole.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                        && given.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
        return isLess ? new PrivateKeyInfo(whole, key.parsePrivateKey()) : key;
    }

    /** Java can read keys on other curves, but neither it (JDK-8235540) nor other implementations of TLS (RFC 8422 5.1.1) can use them. */
    private void expectUsableCurve(AlgorithmIdentifier algorithm) throws CertificateFileException {
        if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
                && algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                && !CURVES.contains(curve)) {
            String name = ECNamedCurveTable.getName(curve);
            throw flaw("holds a key on the curve " + (name == null ? curve : name)
                    + ", which cannot be used for TLS; expected P-256, P-384 or P-521");
        }
    }

    private X509Certificate certificate(Block block, int number) throws CertificateFileException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.octets()));
        } catch (CertificateException | IOException | RuntimeException e) {
            throw flaw("is broken at its certificate number " + number + ": " + e.getMessage());
        }
    }

    private List<Block> blocks() throws CertificateFileException {
        if (failure != null) {
            throw failure;
        }
        List<Block> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
        return blocks;
    }

    private CertificateFileException flaw(String text) {
        return new CertificateFileException(path, text);
    }

    /** Two files that cannot be read are equal if the reason is the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PemFile file
                && path.equals(file.path)
                && content().equals(file.content());
    }

    @Override
    public int hashCode() {
        return content().hashCode();
    }

    private String content() {
        return failure == null ? text : failure.getMessage();
    }
}
