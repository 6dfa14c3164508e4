package dev.postern.launcher;

import java.math.BigInteger;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A certificate (RFC 5280) that nobody vouches for: EC P-256, signed by its own key, for one host name, valid for ten years.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 */
record SelfSigned(String certificate, String key) {
    private static final Duration VALID = Duration.ofDays(3652);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final byte[] COMMON_NAME = Der.oid("2.5.4.3");
    private static final byte[] BASIC_CONSTRAINTS = Der.oid("2.5.29.19");
    private static final byte[] KEY_USAGE = Der.oid("2.5.29.15");
    private static final byte[] EXTENDED_KEY_USAGE = Der.oid("2.5.29.37");
    private static final byte[] SERVER_AUTH = Der.oid("1.3.6.1.5.5.7.3.1");
    private static final byte[] SUBJECT_ALT_NAME = Der.oid("2.5.29.17");
    private static final int DNS_NAME = 0x82;

    /** Makes key and certificate. */
    static SelfSigned forHost(String host, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] content = content(host, now, pair);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
        return new SelfSigned(
                pem("CERTIFICATE", certificate),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static byte[] content(String host, Instant now, KeyPair pair) {
        byte[] serial = new BigInteger(120, new SecureRandom()).setBit(119).toByteArray();
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(host))));
        return Der.sequence(
                Der.of(0xa0, Der.integer(new byte[] {2})),
                Der.integer(serial),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(VALID))),
                name,
                pair.getPublic().getEncoded(),
                Der.of(0xa3, extensions(host)));
    }

    private static byte[] extensions(String host) {
        byte[] digitalSignature = Der.bits(7, new byte[] {(byte) 0x80});
        byte[] altName = Der.of(DNS_NAME, IDN.toASCII(host).getBytes(StandardCharsets.US_ASCII));
        return Der.sequence(
                Der.sequence(BASIC_CONSTRAINTS, Der.TRUE, Der.octets(Der.sequence())),
                Der.sequence(KEY_USAGE, Der.TRUE, Der.octets(digitalSignature)),
                Der.sequence(EXTENDED_KEY_USAGE, Der.octets(Der.sequence(SERVER_AUTH))),
                Der.sequence(SUBJECT_ALT_NAME, Der.octets(Der.sequence(altName))));
    }

    private static String pem(String type, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
