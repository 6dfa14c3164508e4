package dev.postern.launcher;

import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.GroupManifest;
import dev.postern.launcher.cluster.Clustering;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.SmtpSection;
import dev.postern.launcher.control.ControlServer;
import dev.postern.launcher.plugins.OwnObserver;
import dev.postern.launcher.tls.Certificates;
import dev.postern.launcher.yaml.StartException;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.server.SmtpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One process: Vert.x, the plugins and the SMTP server of a setup. It starts in this order and stops in the other one. Stopping
 * is allowed at any time, also while it starts.
 */
final class PosternNode {
    static final String RUNNING = "running";

    private final Setup setup;
    private final List<PluginDeployment> desks = new CopyOnWriteArrayList<>();
    private final Promise<Vertx> running = Promise.promise();
    private volatile Vertx vertx;
    private volatile SmtpServer server;
    private volatile HttpServer metrics;
    private volatile MeterRegistry registry = new CompositeMeterRegistry();
    private final Promise<Void> stopRequest = Promise.promise();
    private final ControlServer control = new ControlServer();
    private volatile boolean started;
    private volatile boolean closing;

    PosternNode(Setup setup) {
        this.setup = setup;
    }

    Setup setup() {
        return setup;
    }

    /**
     * Starts everything.
     *
     * @return completes when all plugins can be asked and all ports are open
     */
    Future<PosternNode> start() {
        return startVertx()
                .compose(running -> startControl())
                .compose(running -> startPlugins())
                .compose(running -> startObservers())
                .compose(running -> startServer())
                .onSuccess(running -> started = true)
                .map(this);
    }

    /**
     * Stops everything: no more connections, what is in flight finishes within the limit, then the plugins say bye; the control
     * interface goes last.
     *
     * @return completes when nothing is left
     */
    Future<Void> close() {
        closing = true;
        if (vertx == null) {
            return control.close();
        }
        // A future of this Vert.x could not complete any more once that is closed, but a promise without a context can.
        Promise<Void> closed = Promise.promise();
        Future<Void> quiet = server == null ? Future.succeededFuture() : server.close();
        quiet.otherwiseEmpty()
                .compose(v -> Future.join(
                                desks.stream().map(PluginDeployment::close).toList())
                        .otherwiseEmpty())
                .onComplete(
                        bye -> vertx.close().onComplete(gone -> control.close().onComplete(closed)));
        return closed.future();
    }

    /** Completes when Vert.x runs, before any port opens: the time to deploy what is no part of the setup. */
    Future<Vertx> vertx() {
        return running.future();
    }

    /** Completes when the control interface is told to stop the node; whoever has started it does so. */
    Future<Void> stopRequest() {
        return stopRequest.future();
    }

    void requestStop() {
        stopRequest.tryComplete();
    }

    /** {@code starting}, {@code running} or {@code stopping}. */
    String state() {
        return closing ? "stopping" : started ? RUNNING : "starting";
    }

    /** The SMTP server, once its ports are open. */
    Optional<SmtpServer> server() {
        return Optional.ofNullable(server);
    }

    /** The plugins that run here. */
    List<GroupManifest> plugins() {
        return desks.stream().map(PluginDeployment::manifest).toList();
    }

    /** The port of the control interface, if it is there by TCP. */
    Optional<Integer> controlPort() {
        return control.port();
    }

    /** Whether somebody has told it to stop. */
    boolean isClosing() {
        return closing;
    }

    /** Where the SMTP server listens, in the order of the listeners; empty without one. */
    List<SocketAddress> addresses() {
        return server == null ? List.of() : server.addresses();
    }

    /** The port of the metrics, if they are served. */
    Optional<Integer> metricsPort() {
        return Optional.ofNullable(metrics).map(HttpServer::actualPort);
    }

    private Future<?> startVertx() {
        Configuration configuration = setup.configuration();
        JsonObject section = configuration.section("metrics");
        Metrics numbers = section.getBoolean("enabled") ? new Metrics(setup.nodeName()) : null;
        VertxOptions options = options();
        VertxBuilder builder = Vertx.builder().with(options);
        if (numbers != null) {
            builder = numbers.measure(builder, options);
            registry = numbers.registry();
        }
        Future<Vertx> started = ClusterSection.isEnabled(configuration)
                ? cluster(builder, options, ClusterSection.of(configuration))
                : Future.succeededFuture(builder.build());
        return started.compose(v -> {
            vertx = v;
            running.complete(v);
            return numbers == null
                    ? Future.succeededFuture()
                    : numbers.serve(v, section).onSuccess(http -> metrics = http);
        });
    }

    private static Future<Vertx> cluster(VertxBuilder builder, VertxOptions options, ClusterSection section) {
        options.setEventBusOptions(Clustering.bus(section));
        return builder.with(options)
                .withClusterManager(Clustering.manager(section))
                .buildClustered();
    }

    /** No file is ever looked up on the class path, so no cache of such files is kept. */
    private static VertxOptions options() {
        return new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /** Before all else, so that it can be asked why the rest does not come. What follows runs on this Vert.x again. */
    private Future<?> startControl() {
        String id = Node.of(vertx).id();
        Promise<Void> opened = ((VertxInternal) vertx).promise();
        vertx.executeBlocking(() -> ControlPreflight.options(setup))
                .compose(options -> control.open(new NodeStatus(this, id), options))
                .recover(cause -> Future.failedFuture(new StartException(cause.getMessage())))
                .onComplete(opened);
        return opened.future();
    }

    private Future<?> startPlugins() {
        return Future.all(Part.plugins(setup.parts()).stream()
                .map(part -> part.deploy(vertx, setup.configuration()).onSuccess(desks::add))
                .toList());
    }

    private Future<?> startObservers() {
        return Future.all(OwnObserver.all(setup.configuration()).stream()
                .map(observer -> observer.deploy(vertx))
                .toList());
    }

    private Future<?> startServer() {
        if (!setup.runs(Part.SMTP)) {
            return Future.succeededFuture();
        }
        SmtpSection smtp = setup.smtp();
        int instances = smtp.instances() == 0 ? VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE : smtp.instances();
        return vertx.executeBlocking(this::files)
                .compose(files -> SmtpServer.start(vertx, smtp.options(files), instances, registry))
                .onSuccess(started -> server = started);
    }

    private SmtpOptions.Files files() {
        Path spool = setup.data().resolve("spool");
        if (!setup.needsCertificate()) {
            return new SmtpOptions.Files(null, spool);
        }
        Certificates certificates = setup.certificates();
        certificates.ensure(setup.smtp().hostname());
        return new SmtpOptions.Files(certificates.files(setup.configuration().section("tls")), spool);
    }
}
