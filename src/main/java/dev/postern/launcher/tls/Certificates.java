package dev.postern.launcher.tls;

import dev.postern.launcher.yaml.StartException;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.support.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The first certificate of the listeners.
 *
 * @param certificate PEM file
 * @param key PEM file
 * @param selfSigned whether it is the one that is made at the first start
 */
public record Certificates(Path certificate, Path key, boolean selfSigned) {
    private static final Duration RENEWAL = Duration.ofDays(30);

    /**
     * The files that the configuration names, or those that {@link #ensure} makes.
     *
     * @param tls the section of that name
     * @param data the folder for what is made
     */
    public static Certificates of(JsonObject tls, Path data) {
        if (tls.getString("certificate") != null) {
            return new Certificates(Path.of(tls.getString("certificate")), Path.of(tls.getString("key")), false);
        }
        Path folder = data.resolve("tls");
        return new Certificates(folder.resolve("certificate.pem"), folder.resolve("key.pem"), true);
    }

    /** All files of TLS that the configuration names, these two first. */
    public TlsOptions files(JsonObject tls) {
        List<TlsOptions.Pair> pairs = new ArrayList<>();
        pairs.add(new TlsOptions.Pair(certificate, key));
        for (Object more : tls.getJsonArray("certificates")) {
            JsonObject pair = (JsonObject) more;
            pairs.add(new TlsOptions.Pair(Path.of(pair.getString("certificate")), Path.of(pair.getString("key"))));
        }
        String authorities = tls.getString("client-ca");
        return new TlsOptions(pairs, authorities == null ? null : Path.of(authorities), tls.getLong("reload"));
    }

    /**
     * Makes the self-signed certificate unless it is there, and another one a month before it ends. Both files appear at once;
     * of two processes that start together one makes them.
     */
    public void ensure(String hostname) {
        if (!selfSigned || exist() && !endsSoon()) {
            return;
        }
        Path folder = certificate.toAbsolutePath().getParent();
        try {
            putAway(folder);
            SelfSigned made = SelfSigned.forHost(hostname, Instant.now());
            Files.createDirectories(folder.getParent());
            Path fresh = Files.createTempDirectory(folder.getParent(), "tls-");
            Files.writeString(fresh.resolve(certificate.getFileName()), made.certificate());
            Files.createFile(
                    fresh.resolve(key.getFileName()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh.resolve(key.getFileName()), made.key());
            place(fresh, folder);
        } catch (IOException e) {
            throw new StartException(
                    "the self-signed certificate cannot be written to " + folder + ": " + Reason.of(e));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no EC P-256", e);
        }
    }

    /** What was not made here is not replaced. */
    private boolean endsSoon() {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate made =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return made.getSubjectX500Principal().equals(made.getIssuerX500Principal())
                    && made.getNotAfter().toInstant().isBefore(Instant.now().plus(RENEWAL));
        } catch (IOException | CertificateException e) {
            return false;
        }
    }

    /** Whoever finds the folder gone makes it anew. */
    private void putAway(Path folder) throws IOException {
        if (exist()) {
            Path old = Files.createTempDirectory(folder.getParent(), "tls-");
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            discard(old);
        }
    }

    private void place(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            discard(fresh);
            if (!exist()) {
                if (Files.isDirectory(folder)) {
                    throw incomplete(folder);
                }
                throw e;
            }
        }
    }

    private StartException incomplete(Path folder) {
        return new StartException(folder + " is there without " + certificate.getFileName() + " and "
                + key.getFileName() + "; remove it, or set tls.certificate and tls.key");
    }

    private void discard(Path fresh) throws IOException {
        Files.deleteIfExists(fresh.resolve(certificate.getFileName()));
        Files.deleteIfExists(fresh.resolve(key.getFileName()));
        Files.deleteIfExists(fresh);
    }

    private boolean exist() {
        return Files.exists(certificate) && Files.exists(key);
    }
}
