package dev.postern.smtp.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate of the server with its key.
 *
 * @param file where the certificate was read
 * @param chain the server's own first
 * @param key of the first
 * @param names lower-case host names; a first label of {@code *} stands for any one label (RFC 6125 6.4.3)
 */
record ServerCertificate(Path file, List<X509Certificate> chain, PrivateKey key, List<String> names) {
    private static final Set<String> ALGORITHMS = Set.of("RSA", "RSASSA-PSS", "EC", "EdDSA");
    private static final int DNS_NAME = 2;
    private static final byte[] PROBE = {1, 2, 3};

    /** @throws CertificateFileException if one of the two files cannot be used, or they do not belong together */
    static ServerCertificate of(PemFile certificate, PemFile privateKey) throws CertificateFileException {
        Path file = certificate.path();
        List<X509Certificate> chain = certificate.certificates();
        X509Certificate own = chain.get(0);
        String algorithm = own.getPublicKey().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw new CertificateFileException(file, "has a key of type " + algorithm + ", expected RSA, EC or EdDSA");
        }
        PrivateKey key = privateKey.privateKey(own.getPublicKey());
        if (!match(key, own.getPublicKey())) {
            throw new CertificateFileException(file, "is not the certificate of the key in " + privateKey.path());
        }
        return new ServerCertificate(file, List.copyOf(chain), key, names(file, own));
    }

    /** Whether the public key verifies what the private key signs. */
    private static boolean match(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey one && publicKey instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
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

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** The type of its key, as Java calls it. */
    String keyType() {
        return certificate().getPublicKey().getAlgorithm();
    }

    /** The alternative names, or the common name if there is none (RFC 6125 6.4.4). */
    private static List<String> names(Path file, X509Certificate certificate) throws CertificateFileException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(lower((String) name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            throw new CertificateFileException(file, "has alternative names that cannot be read: " + e.getMessage());
        }
        if (names.isEmpty()) {
            commonName(certificate.getSubjectX500Principal(), names);
        }
        return List.copyOf(names);
    }

    private static void commonName(X500Principal subject, List<String> names) {
        try {
            new LdapName(subject.getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equals("CN") && part.getValue() instanceof String)
                            .forEach(part -> names.add(lower((String) part.getValue())));
        } catch (InvalidNameException e) {
            throw new IllegalStateException("a distinguished name is none: " + subject, e);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
