package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The TLS session of a connection.
 *
 * @param version as {@code TLSv1.3}
 * @param cipher the cipher suite, as {@code TLS_AES_256_GCM_SHA384}
 * @param sni the host name that the client asked for (RFC 6066), or null
 * @param certificate what the client showed, or null
 * @param endPoint what stands for this session in a channel binding of type {@code tls-server-end-point}: the hash of the
 *     server's certificate (RFC 5929 4.1), or null where there is none
 */
public record Tls(String version, String cipher, String sni, Certificate certificate, Buffer endPoint) {
    /**
     * A client's certificate.
     *
     * @param subject the distinguished name (RFC 2253)
     * @param names the subject alternative names
     * @param fingerprint SHA-256 of the certificate, in lower-case hexadecimal
     * @param verified whether a trusted authority signed it
     */
    public record Certificate(String subject, List<String> names, String fingerprint, boolean verified) {
        public Certificate {
            names = List.copyOf(names);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("subject", subject)
                    .put("names", Json.array(names, name -> name))
                    .put("fingerprint", fingerprint)
                    .put("verified", verified);
        }

        static Certificate fromJson(JsonObject json) {
            return new Certificate(
                    json.getString("subject"),
                    Json.strings(json, "names"),
                    json.getString("fingerprint"),
                    Json.flag(json, "verified"));
        }
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("version", version).put("cipher", cipher);
        Json.put(json, "sni", sni);
        Json.put(json, "certificate", certificate == null ? null : certificate.toJson());
        return Json.put(json, "endPoint", endPoint);
    }

    public static Tls fromJson(JsonObject json) {
        return new Tls(
                json.getString("version"),
                json.getString("cipher"),
                json.getString("sni"),
                Json.object(json, "certificate", Certificate::fromJson),
                json.getBuffer("endPoint"));
    }
}
