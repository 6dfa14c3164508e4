package dev.postern.smtp.server;

import dev.postern.contract.Client;
import dev.postern.contract.Tls;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.connection.ClientSocket;
import dev.postern.smtp.connection.ConnectionOwner;
import dev.postern.smtp.connection.ControlHandler;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.content.SpoolFile;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.GroupOnNode;
import dev.postern.smtp.session.ListenerExtensions;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the SMTP server on one event loop; all instances share the listening ports. */
final class SmtpVerticle extends VerticleBase implements ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpVerticle.class);
    private static final long TICK = 1_000;

    private final ServerContext server;
    private final int instance;
    private Clock clock;
    private LongSupplier wall;
    private Executor onContext;
    private PluginAccess plugins;
    private ListenerPorts ports;
    private Connections connections;
    private long accepted;

    SmtpVerticle(ServerContext server, int instance) {
        this.server = server;
        this.instance = instance;
    }

    @Override
    public Future<?> start() {
        clock = new VertxClock(vertx);
        wall = clock::wall;
        onContext = ((ContextInternal) context)::dispatch;
        plugins = new PluginAccess(context, server, clock, instance);
        ports = new ListenerPorts(vertx, server, clock);
        connections = new Connections(clock);
        vertx.setPeriodic(TICK, timer -> tick());
        return plugins.start(new ControlHandler(connections::live)).compose(ready -> listen());
    }

    @Override
    public Future<?> stop() {
        plugins.stop();
        return Future.succeededFuture();
    }

    /** The addresses of the listeners; known once the verticle is deployed. */
    List<SocketAddress> addresses() {
        return ports.addresses();
    }

    /** What this instance knows of the groups, collected on its event loop. */
    Future<List<GroupOnNode>> status() {
        Promise<List<GroupOnNode>> known = Promise.promise();
        context.runOnContext(v -> known.complete(plugins.status()));
        return known.future();
    }

    /** Accepts no new connections, and closes those that are open ({@link Connections#shutdown}). */
    Future<Void> shutdown() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            long timeout = options().timeouts().shutdown();
            ports.close(timeout);
            connections.shutdown(timeout).onComplete(done);
        });
        return done.future();
    }

    @Override
    public SmtpOptions options() {
        return server.options();
    }

    @Override
    public MessageWriter incoming(String transaction) {
        String connection = transaction.substring(0, transaction.lastIndexOf('-'));
        SpoolFile file = new SpoolFile(vertx.fileSystem(), server.spool().file(transaction), connection);
        return new MessageWriter(file, options().limits().message().size(), server.quota());
    }

    @Override
    public Future<Tls> handshake(ClientSocket socket, boolean afterReply, SmtpOptions.Demand certificate) {
        return server.certificates().tlsHandler().begin(socket.channel(), afterReply, certificate);
    }

    @Override
    public void gone(SmtpConnection connection) {
        connections.remove(connection);
    }

    private void tick() {
        plugins.tick();
        if (instance == 0) {
            server.failures().summarise();
        }
        connections.tick();
        ports.tick();
    }

    private Future<Void> listen() {
        Future<Void> opened = Future.succeededFuture();
        for (int i = 0; i < options().listeners().size(); i++) {
            int index = i;
            opened = opened.compose(v -> listen(index));
        }
        return opened;
    }

    private Future<Void> listen(int index) {
        SmtpOptions.Listener listener = options().listeners().get(index);
        ListenerExtensions extensions =
                new ListenerExtensions(options(), listener, plugins.chain(listener.chain()), plugins.client());
        String complaint = extensions.complaint();
        if (complaint != null && instance == 0) {
            LOG.warn(complaint);
        }
        return ports.open(index, (socket, peer) -> receive(socket, peer, extensions));
    }

    /** Begins the session of an accepted client; completes when the connection is over. */
    private Future<Void> receive(NetSocket socket, Client.Peer peer, ListenerExtensions extensions) {
        accepted++;
        String id = plugins.node() + "-" + instance + "-" + accepted;
        ConnectionState groups = new ConnectionState(
                id, plugins.commandAddress(), new Client(peer, Client.Greeting.NONE, null, null), wall);
        groups.countedBy(server.meters()).meters().opened(peer.listener());
        Session session = new Session(options(), extensions, groups, plugins.reports()).within(server.quota());
        SmtpConnection connection =
                new SmtpConnection(ClientSocket.of(socket, onContext), new CommandDispatcher(session), this, clock);
        Future<Void> over = connections.add(connection);
        connection.open(extensions.listener().tls() == SmtpOptions.TlsMode.IMPLICIT);
        return over;
    }
}
