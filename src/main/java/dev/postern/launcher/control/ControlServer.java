package dev.postern.launcher.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control interface of a node. It has a Vert.x of its own, with one event loop: it answers however busy the node is, stays until
 * the node is gone, and its connections are in no metrics. That Vert.x is made with this object: do so outside of any other.
 */
public final class ControlServer {
    static final int REQUEST_LINE = 1024;
    static final int HEADER = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                    new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
    private final AtomicBoolean closing = new AtomicBoolean();
    /** A future of this Vert.x could not complete any more once that is closed, but a promise without a context can. */
    private final Promise<Void> closed = Promise.promise();

    private volatile ControlledNode node;
    private volatile ControlOptions options;
    private volatile HttpServer tcp;

    /**
     * Opens what the options name. It is to be closed even if that fails.
     *
     * @return fails with an {@link IOException} that says what could not be opened; completes on a thread of this server's own
     */
    public Future<Void> open(ControlledNode controlled, ControlOptions where) {
        node = controlled;
        options = where;
        return openSocket().compose(opened -> openTcp());
    }

    /** The port, if there is one by TCP. */
    public Optional<Integer> port() {
        return Optional.ofNullable(tcp).map(HttpServer::actualPort);
    }

    /** Removes the socket, and closes everything. */
    public Future<Void> close() {
        if (closing.compareAndSet(false, true)) {
            vertx.executeBlocking(this::removeSocket)
                    .onComplete(removed -> vertx.close().onComplete(closed));
        }
        return closed.future();
    }

    private Void removeSocket() throws IOException {
        if (options != null && options.folder() != null) {
            Files.deleteIfExists(options.folder().socket(node.id()));
            Files.deleteIfExists(options.folder().unfinished(node.id()));
        }
        return null;
    }

    private Future<Void> openSocket() {
        ControlFolder folder = options.folder();
        if (folder == null) {
            return Future.succeededFuture();
        }
        Path unfinished = folder.unfinished(node.id());
        return vertx.executeBlocking(() -> {
                    folder.make();
                    folder.removeDead();
                    return null;
                })
                .compose(made ->
                        server(httpOptions(), null).listen(SocketAddress.domainSocketAddress(unfinished.toString())))
                .compose(bound -> vertx.executeBlocking(
                        () -> Files.move(unfinished, folder.socket(node.id()), StandardCopyOption.ATOMIC_MOVE)))
                .onSuccess(socket -> LOG.debug("the control socket is {}", socket))
                .recover(cause -> Future.failedFuture(new IOException(
                        "node.data " + (cause instanceof IOException e ? ControlFolder.inWords(e) : cause.toString()),
                        cause)))
                .mapEmpty();
    }

    private Future<Void> openTcp() {
        ControlOptions.Tcp endpoint = options.tcp();
        if (endpoint == null) {
            return Future.succeededFuture();
        }
        HttpServerOptions http = httpOptions();
        ReloadedCertificate certificate = endpoint.tls() == null ? null : new ReloadedCertificate(endpoint.tls());
        Future<Void> ready = certificate == null ? Future.succeededFuture() : certificate.putInto(http, vertx);
        return ready.compose(v -> server(http, endpoint.token()).listen(endpoint.port(), endpoint.host()))
                .onSuccess(listening -> {
                    tcp = listening;
                    if (certificate != null) {
                        certificate.watch(vertx, listening);
                    }
                })
                .recover(cause -> Future.failedFuture(new IOException(
                        "control.port " + endpoint.port() + " cannot listen on " + endpoint.host() + ": "
                                + cause.getMessage(),
                        cause)))
                .mapEmpty();
    }

    private HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(REQUEST_LINE)
                .setMaxHeaderSize(HEADER)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) options.limits().idle());
    }

    private HttpServer server(HttpServerOptions http, BearerToken token) {
        ConnectionLimit connections = new ConnectionLimit(vertx, options.limits());
        ControlRequests requests = new ControlRequests(vertx, node, options.limits(), connections, token);
        return vertx.createHttpServer(http)
                .connectionHandler(connections::accept)
                .requestHandler(requests::handle)
                .invalidRequestHandler(requests::handleInvalid)
                .exceptionHandler(cause -> LOG.debug("a connection failed: {}", cause.toString()));
    }
}
