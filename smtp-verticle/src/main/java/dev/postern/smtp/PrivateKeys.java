package dev.postern.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;

/** Reads the private key of a certificate: PKCS #8, or what openssl wrote before, PKCS #1 for RSA and SEC 1 for EC. */
final class PrivateKeys {
    private static final Map<String, String> OLD_FORMS = Map.of("RSA PRIVATE KEY", "RSA", "EC PRIVATE KEY", "EC");
    private static final byte[] VERSION = {2, 1, 0};
    private static final byte[] PROBE = {1, 2, 3};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;

    private PrivateKeys() {}

    /** The first private key in a file. */
    static PrivateKey read(Path file, String text, PublicKey publicKey) throws CertificateFileException {
        String algorithm = publicKey.getAlgorithm();
        Pem part = Pem.all(text).stream()
                .filter(any -> any.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() ->
                        new CertificateFileException(file, "holds no private key, expected PEM (BEGIN PRIVATE KEY)"));
        if (part.isEncrypted()) {
            throw new CertificateFileException(
                    file, "is encrypted, which is not supported; expected a key without a passphrase");
        }
        try {
            byte[] octets = part.octets();
            boolean old = OLD_FORMS.containsKey(part.label());
            if (old && !algorithm.startsWith(OLD_FORMS.get(part.label()))) {
                throw new GeneralSecurityException(part.label());
            }
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(old ? wrap(octets, publicKey.getEncoded()) : octets));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CertificateFileException(file, "holds no " + algorithm + " key, which its certificate needs");
        }
    }

    /** Whether what one of them signs the other one verifies. */
    static boolean belong(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey mine && publicKey instanceof RSAKey yours) {
            return mine.getModulus().equals(yours.getModulus());
        }
        try {
            String algorithm = publicKey.getAlgorithm();
            Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** PKCS #8 (RFC 5208 5) around an older form; which algorithm it is for stands in the public key (RFC 5280 4.1). */
    private static byte[] wrap(byte[] key, byte[] publicKey) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes(VERSION);
        int algorithm = content(publicKey, 0);
        info.write(publicKey, algorithm, end(publicKey, algorithm) - algorithm);
        info.writeBytes(value(OCTET_STRING, key));
        return value(SEQUENCE, info.toByteArray());
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        int length = content.length;
        if (length < 0x80) {
            value.write(length);
        } else {
            value.write(0x82);
            value.write(length >> 8);
            value.write(length);
        }
        value.writeBytes(content);
        return value.toByteArray();
    }

    /** Where the content of the DER value begins that is at this index. */
    private static int content(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length - 0x80);
    }

    private static int end(byte[] der, int at) {
        int content = content(der, at);
        int length = 0;
        for (int i = Math.min(at + 2, content - 1); i < content; i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return content + length;
    }
}
