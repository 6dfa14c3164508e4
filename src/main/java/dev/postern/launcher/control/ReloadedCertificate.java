package dev.postern.launcher.control;

import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.tls.CertificateFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the control interface, read as those of the SMTP listeners are. When their files change they are read again;
 * what is wrong with them keeps the old ones.
 */
final class ReloadedCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedCertificate.class);

    private final TlsOptions files;
    private CertificateFiles seen;

    ReloadedCertificate(TlsOptions files) {
        this.files = files;
    }

    Future<Void> putInto(HttpServerOptions http, Vertx vertx) {
        return read(vertx).compose(read -> {
            seen = read;
            return keys(vertx, read).map(keys -> {
                http.setSsl(true).setKeyCertOptions(keys);
                return null;
            });
        });
    }

    void watch(Vertx vertx, HttpServer server) {
        vertx.setPeriodic(
                files.reload(),
                timer -> read(vertx)
                        .onSuccess(read -> {
                            if (!read.equals(seen)) {
                                seen = read;
                                reload(vertx, server, read);
                            }
                        })
                        .onFailure(cause -> LOG.debug("the certificate cannot be looked at: {}", cause.toString())));
    }

    private static void reload(Vertx vertx, HttpServer server, CertificateFiles read) {
        keys(vertx, read)
                .compose(keys -> server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(keys), true))
                .onSuccess(done -> LOG.info("the control interface uses the new certificates"))
                .onFailure(
                        cause -> LOG.warn("the control interface keeps its certificates, as {}", cause.getMessage()));
    }

    private Future<CertificateFiles> read(Vertx vertx) {
        return vertx.executeBlocking(() -> CertificateFiles.read(files));
    }

    private static Future<KeyCertOptions> keys(Vertx vertx, CertificateFiles read) {
        return vertx.executeBlocking(() -> KeyCertOptions.wrap(read.keyManager()));
    }
}
