package dev.postern.smtp.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.smtp.testing.TestCertificates;
import io.netty.pkitesting.CertificateBuilder;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelBindingTest {
    // Made with: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=a -days 9999 -sha1
    private static final String SHA1 =
            "MIIBbTCCARSgAwIBAgIUOUw35/7AMjPTTsMkF3/3di6gJ+8wCQYHKoZIzj0EATAMMQowCAYDVQQDDAFhMCAXDTI2MTEyMjIx"
                    + "MTczNVoYDzIwNTQwNDA4MjExNzM1WjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFobV7+R2Nf5m"
                    + "z39qx5nczZtIFGkoB5q8tn4eeLJ7HPhjV375vhuMHYZSCa9Bt7KtEuLynyfC+dUPxdFpBNBXc6NTMFEwHQYDVR0OBBYEFLLp"
                    + "LRopLUOLwqemM/Rw941fP0XZMB8GA1UdIwQYMBaAFLLpLRopLUOLwqemM/Rw941fP0XZMA8GA1UdEwEB/wQFMAMBAf8wCQYH"
                    + "KoZIzj0EAQNIADBFAiEA3TrUeYBLGvUncCxC+FVggfCU28B78x6WXt+4jUv0kawCIAJn+NIR/VdAgPZoU6L72e8rbzPKlbXA"
                    + "GZxZYFiVLWqe";
    // Made with: openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=a -days 9999 -sha384 -sigopt rsa_padding_mode:pss
    private static final String PSS =
            "MIIDZTCCAhigAwIBAgIUNQlKp/x8I5tghp4MZjMr/OFG1eIwQgYJKoZIhvcNAQEKMDWgDzANBglghkgBZQMEAgIFAKEcMBoG"
                    + "CSqGSIb3DQEBCDANBglghkgBZQMEAgIFAKIEAgIAzjAMMQowCAYDVQQDDAFhMCAXDTI2MTEyMjIxMTczNVoYDzIwNTQwNDA4"
                    + "MjExNzM1WjAMMQowCAYDVQQDDAFhMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvhOKM6AMdMieRSEIPhG2ZIzp"
                    + "/Bg8eydewPkCYPyiSwsR7gqGDNsX48N26S4B/9Em/TBXoNybegembHI4unAjuSqhU07/FeQUTs9mW6EbpIqj6L+rBoEIFqxH"
                    + "lnH5Iq6q48IKv5++nJKGVT9xAY1f1R75nQyquptMD3asYWxBSoY+E2Btc/Etru1V+I4OZz1AJ4D5nqNzbbXrmQcbh9SDSoj9"
                    + "WHJ+AjkgUfncAV1we/g02K2CousIquyB5BwjEE/p5LQmYPPjV3Bp+xY7cqtrXs5iKOSs8sUQqZQMmFYycbhTG0cIrPgXxekI"
                    + "wDIGxZPa1dyvxUyOJTx4bD0dbal9CQIDAQABo1MwUTAdBgNVHQ4EFgQUIpUW4y4GYcA72AfCoEncSLgYzPcwHwYDVR0jBBgw"
                    + "FoAUIpUW4y4GYcA72AfCoEncSLgYzPcwDwYDVR0TAQH/BAUwAwEB/zBCBgkqhkiG9w0BAQowNaAPMA0GCWCGSAFlAwQCAgUA"
                    + "oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAgUAogQCAgDOA4IBAQAVvrG9uT9d3Jtnld0MN1AsNiO1VlyLt0E0QF25lkS8"
                    + "beYHs8JPtTl0sKjm1R7VgKuw7tjMxqogSH8+/wwJWa0C1RkgWX5kc6kxU1MNWzppxDr0GxkFwsp7Q6boEC7xrD59I9oo0yHF"
                    + "qPtwLY/mrTtrvVG+kyLnd1YrHtnKq0JO3C70F6HCh/1RL67mIc6lkKksuf0YPkEOoq/IOBPyxy3qcGVeP/+nNJYYADE7QUY5"
                    + "RulbhaHkl6sg6tNUn4yJdS+GpIX/9iR6HFh/1sUlA3YW03Zv6OF1X7sFwOkbbJpsjRK4hiqjJQt3MNPwAE1xRmvqiC14NWNc"
                    + "Dqvwdhq9xMIN";

    @ParameterizedTest
    @CsvSource({"ecp256, SHA-256", "ecp384, SHA-384", "rsa2048, SHA-256"})
    void theHashIsThatOfTheSignature(CertificateBuilder.Algorithm algorithm, String hash) throws Exception {
        expect(hash, certificate(algorithm));
    }

    @Test
    void inPlaceOfSha1ItIsSha256() throws Exception {
        expect("SHA-256", parsed(SHA1));
    }

    @Test
    void withPssItStandsInTheParameters() throws Exception {
        expect("SHA-384", parsed(PSS));
    }

    @ParameterizedTest
    @CsvSource({"ed25519", "ed448"})
    void edDsaHasNone(CertificateBuilder.Algorithm algorithm) throws Exception {
        assertNull(ChannelBinding.of(certificate(algorithm)));
    }

    private static void expect(String hash, X509Certificate certificate) throws Exception {
        assertArrayEquals(
                MessageDigest.getInstance(hash).digest(certificate.getEncoded()),
                ChannelBinding.of(certificate).getBytes(),
                certificate.getSigAlgName());
    }

    private static X509Certificate certificate(CertificateBuilder.Algorithm algorithm) throws Exception {
        return TestCertificates.builder()
                .algorithm(algorithm)
                .subject("CN=a")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificate();
    }

    private static X509Certificate parsed(String base64) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
