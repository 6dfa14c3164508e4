package dev.postern.smtp.server;

import dev.postern.contract.bus.Node;
import dev.postern.smtp.content.Spool;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.tls.CertificateReloader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The SMTP verticles of one node: n instances that share the listening ports. */
public final class SmtpServer {
    private final Vertx vertx;
    private final ServerContext context;
    private final List<SmtpVerticle> verticles = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private final Heartbeat heartbeat;
    private String deployment;

    private SmtpServer(Vertx vertx, ServerContext context) {
        this.vertx = vertx;
        this.context = context;
        this.heartbeat = Heartbeat.start(vertx);
        if (context.certificates() != null) {
            context.certificates().start(vertx);
        }
    }

    /** Starts a server whose metrics are not kept. */
    public static Future<SmtpServer> start(Vertx vertx, SmtpOptions options, int instances) {
        return start(vertx, options, instances, new CompositeMeterRegistry());
    }

    /**
     * Deploys the verticles.
     *
     * @param instances how many, one for each event loop at best
     * @param registry for the server's metrics, all of them named {@code postern.*}
     * @return completes when the ports are open; fails if one cannot be opened
     */
    public static Future<SmtpServer> start(Vertx vertx, SmtpOptions options, int instances, MeterRegistry registry) {
        return vertx.executeBlocking(() -> openContext(vertx, options, registry))
                .compose(context -> {
                    SmtpServer server = new SmtpServer(vertx, context);
                    return server.deploy(instances)
                            .map(server)
                            .recover(cause -> server.release().transform(released -> Future.failedFuture(cause)));
                });
    }

    /** Where the listeners are, in the order of the options, with the ports that they really have. */
    public List<SocketAddress> addresses() {
        return verticles.get(0).addresses();
    }

    /**
     * The current state, collected on the event loops of the verticles: it completes on one of them, once each has answered.
     */
    public Future<ServerStatus> status() {
        var statuses = verticles.stream().map(SmtpVerticle::status).toList();
        return Future.all(statuses).map(known -> ServerStatus.of(connections(), known.list()));
    }

    /**
     * Stops accepting, sends clients 421 at their next command, and lets open commands and messages finish within
     * {@code smtp.timeouts.shutdown}.
     *
     * @return completes when the last connection is closed; the same however often it is called
     */
    public Future<Void> close() {
        if (closing.compareAndSet(false, true)) {
            List<Future<Void>> shut =
                    verticles.stream().map(SmtpVerticle::shutdown).toList();
            Future.all(shut)
                    .compose(done -> vertx.undeploy(deployment))
                    .eventually(this::release)
                    .onComplete(closed);
        }
        return closed.future();
    }

    /** Connections open now. */
    public int connections() {
        return context.limiter().connections();
    }

    /** The octets of messages that are kept now, and their limit. */
    public SpoolQuota quota() {
        return context.quota();
    }

    private Future<Void> deploy(int instances) {
        DeploymentOptions deploymentOptions = new DeploymentOptions().setInstances(instances);
        return vertx.deployVerticle(this::newVerticle, deploymentOptions)
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    private SmtpVerticle newVerticle() {
        SmtpVerticle verticle = new SmtpVerticle(context, verticles.size());
        verticles.add(verticle);
        return verticle;
    }

    private Future<Void> release() {
        heartbeat.stop();
        if (context.certificates() != null) {
            context.certificates().stop(vertx);
        }
        return vertx.executeBlocking(() -> {
            context.meters().close();
            context.spool().close();
            return null;
        });
    }

    private static ServerContext openContext(Vertx vertx, SmtpOptions options, MeterRegistry registry)
            throws IOException {
        SmtpOptions.Files files = options.files();
        CertificateReloader certificates = files.tls() == null
                ? null
                : CertificateReloader.open(files.tls(), options.timeouts().command());
        Node node = Node.of(vertx);
        Spool spool = Spool.open(files.spool(), node.id());
        return new ServerContext(options, spool, certificates, ServerMetrics.of(registry, options, node::missed));
    }
}
