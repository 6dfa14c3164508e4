package dev.postern.launcher.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of the control interface. When its files change they are read again; what is wrong with them keeps the old one. */
final class ReloadedCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedCertificate.class);

    private final ControlOptions.Tls files;
    private String seen = "";

    ReloadedCertificate(ControlOptions.Tls files) {
        this.files = files;
    }

    Future<Void> putInto(HttpServerOptions http, Vertx vertx) {
        return vertx.executeBlocking(this::state).map(state -> {
            seen = state;
            http.setSsl(true).setKeyCertOptions(pem());
            return null;
        });
    }

    void watch(Vertx vertx, HttpServer server) {
        vertx.setPeriodic(
                files.reload(),
                timer -> vertx.executeBlocking(this::state)
                        .onSuccess(state -> {
                            if (!state.equals(seen)) {
                                seen = state;
                                reload(server);
                            }
                        })
                        .onFailure(cause -> LOG.debug("the certificate cannot be looked at: {}", cause.toString())));
    }

    private void reload(HttpServer server) {
        server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem()), true)
                .onSuccess(done -> LOG.info("the control interface uses the new {}", files.certificate()))
                .onFailure(cause -> LOG.warn(
                        "the control interface keeps its certificate, as {} cannot be used: {}",
                        files.certificate(),
                        cause.getMessage()));
    }

    private PemKeyCertOptions pem() {
        return new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString());
    }

    /** Changes when one of the files does. */
    private String state() throws IOException {
        StringBuilder state = new StringBuilder();
        for (var file : List.of(files.certificate(), files.key())) {
            state.append(Files.getLastModifiedTime(file)).append(Files.size(file));
        }
        return state.toString();
    }
}
