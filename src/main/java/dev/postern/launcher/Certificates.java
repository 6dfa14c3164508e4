package dev.postern.launcher;

import dev.postern.launcher.config.Reason;
import dev.postern.smtp.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
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
record Certificates(Path certificate, Path key, boolean selfSigned) {
    /** The files that the configuration names, or those that {@link #ensure} makes. */
    static Certificates of(Setup setup) {
        JsonObject tls = setup.configuration().section("tls");
        if (tls.getString("certificate") != null) {
            return new Certificates(Path.of(tls.getString("certificate")), Path.of(tls.getString("key")), false);
        }
        Path folder = setup.data().resolve("tls");
        return new Certificates(folder.resolve("certificate.pem"), folder.resolve("key.pem"), true);
    }

    /** All files of TLS that the configuration names, these two first. */
    TlsFiles files(JsonObject tls) {
        List<TlsFiles.Pair> pairs = new ArrayList<>();
        pairs.add(new TlsFiles.Pair(certificate, key));
        for (Object more : tls.getJsonArray("certificates")) {
            JsonObject pair = (JsonObject) more;
            pairs.add(new TlsFiles.Pair(Path.of(pair.getString("certificate")), Path.of(pair.getString("key"))));
        }
        String authorities = tls.getString("client-ca");
        return new TlsFiles(pairs, authorities == null ? null : Path.of(authorities), tls.getLong("reload"));
    }

    /**
     * Makes the self-signed certificate unless it is there. Both files appear at once; of two processes that start together
     * one makes them.
     */
    void ensure(String hostname) {
        if (!selfSigned || exist()) {
            return;
        }
        Path folder = certificate.toAbsolutePath().getParent();
        try {
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
