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
    private final ServerContext house;
    private final List<SmtpVerticle> verticles = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private final Heartbeat heartbeat;
    private String deployment;

    private SmtpServer(Vertx vertx, ServerContext house) {
        this.vertx = vertx;
        this.house = house;
        this.heartbeat = Heartbeat.begin(vertx);
        if (house.certificates() != null) {
            house.certificates().begin(vertx);
        }
    }

    /** Starts a server that nobody measures. */
    public static Future<SmtpServer> start(Vertx vertx, SmtpOptions options, int instances) {
        return start(vertx, options, instances, new CompositeMeterRegistry());
    }

    /**
     * Deploys the verticles.
     *
     * @param instances how many, one for each event loop at best
     * @param registry where the server's numbers are kept, all of them named {@code postern.*}
     * @return completes when the ports are open; fails if one cannot be opened
     */
    public static Future<SmtpServer> start(Vertx vertx, SmtpOptions options, int instances, MeterRegistry registry) {
        return vertx.executeBlocking(() -> furnish(vertx, options, registry)).compose(house -> {
            SmtpServer server = new SmtpServer(vertx, house);
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
     * What it is doing now, gathered on the event loops of the verticles. It completes on one of them, and not before each of
     * them has had its turn.
     */
    public Future<ServerStatus> status() {
        var asked = verticles.stream().map(SmtpVerticle::status).toList();
        return Future.all(asked).map(known -> ServerStatus.of(connections(), known.list()));
    }

    /**
     * Stops accepting, tells clients 421 at their next command, and lets what is in flight finish within the limit.
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
        return house.admission().connections();
    }

    /** How much of messages there is. */
    public SpoolQuota quota() {
        return house.quota();
    }

    private Future<Void> deploy(int instances) {
        DeploymentOptions deploymentOptions = new DeploymentOptions().setInstances(instances);
        return vertx.deployVerticle(this::newVerticle, deploymentOptions)
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    private SmtpVerticle newVerticle() {
        SmtpVerticle verticle = new SmtpVerticle(house, verticles.size());
        verticles.add(verticle);
        return verticle;
    }

    private Future<Void> release() {
        heartbeat.end();
        if (house.certificates() != null) {
            house.certificates().end(vertx);
        }
        return vertx.executeBlocking(() -> {
            house.meters().close();
            house.spool().close();
            return null;
        });
    }

    private static ServerContext furnish(Vertx vertx, SmtpOptions options, MeterRegistry registry) throws IOException {
        SmtpOptions.Files files = options.files();
        CertificateReloader certificates = files.tls() == null
                ? null
                : CertificateReloader.open(files.tls(), options.timeouts().command());
        Node node = Node.of(vertx);
        Spool spool = Spool.open(files.spool(), node.id());
        return new ServerContext(options, spool, certificates, ServerMetrics.of(registry, options, node::missed));
    }
}
