package dev.postern.smtp.server;

import dev.postern.contract.Client;
import dev.postern.contract.Tls;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.connection.ClientSocket;
import dev.postern.smtp.connection.ConnectionOwner;
import dev.postern.smtp.connection.ControlHandler;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.content.SpoolFile;
import dev.postern.smtp.listener.Acceptor;
import dev.postern.smtp.listener.ConnectionRejector;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.BusPluginClient;
import dev.postern.smtp.plugins.GroupOnNode;
import dev.postern.smtp.plugins.PluginRegistry;
import dev.postern.smtp.reports.BusReportPublisher;
import dev.postern.smtp.reports.RemoteReportPublisher;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.session.ListenerExtensions;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the SMTP server: an event loop's share of the connections, which share the listening ports. */
final class SmtpVerticle extends VerticleBase implements ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpVerticle.class);
    private static final long TICK = 1_000;
    /** After the limit of a shutdown the wires are cut here; only what is then still open Vert.x cuts, on a thread of its own. */
    private static final long BACKSTOP = 10_000;

    private final ServerContext house;
    private final int instance;
    private final Map<String, Chain> chains = new HashMap<>();
    private final List<NetServer> servers = new ArrayList<>();
    private final List<Acceptor> doors = new ArrayList<>();
    private final ConnectionRejector turnedAway;
    private Node node;
    private Clock clock;
    private LongSupplier wall;
    private Executor onContext;
    private PluginRegistry roster;
    private BusPluginClient groups;
    private ReportPublisher teller;
    private Connections wires;
    private String commands;
    private Runnable deaf = () -> {};
    private long connections;

    SmtpVerticle(ServerContext house, int instance) {
        this.house = house;
        this.instance = instance;
        this.turnedAway = new ConnectionRejector(house.options().hostname(), house.meters());
    }

    @Override
    public Future<?> start() {
        node = Node.of(vertx);
        clock = new VertxClock(vertx);
        wall = clock::wall;
        onContext = ((ContextInternal) context)::dispatch;
        wires = new Connections(clock);
        roster = new PluginRegistry(node.id(), Node.loopOf(context), clock, instance == 0);
        groups = new BusPluginClient(vertx.eventBus(), roster, clock, house.meters());
        RemoteReportPublisher herald = new RemoteReportPublisher(node, clock, instance == 0, house.meters());
        teller = new BusReportPublisher(vertx.eventBus(), node, herald, house.meters());
        commands = Addresses.commands(node.id(), instance);
        Chain.Context shared = new Chain.Context(groups, clock, house.failures());
        options()
                .policy()
                .chains()
                .forEach((name, links) -> chains.put(
                        name, new Chain(withInboxes(links), shared, options().budgets())));
        ControlHandler desk = new ControlHandler(wires::live);
        vertx.setPeriodic(TICK, timer -> tick());
        return vertx.deployVerticle(herald)
                .compose(deployed -> node.onRegistration(roster::receive))
                .compose(registered -> {
                    deaf = registered;
                    return vertx.eventBus()
                            .<JsonObject>consumer(commands, desk::handle)
                            .completion();
                })
                .compose(listening -> new ReadinessGate(options(), roster, clock, instance == 0).gather(vertx, node))
                .compose(assembled -> listen());
    }

    @Override
    public Future<?> stop() {
        deaf.run();
        return Future.succeededFuture();
    }

    /** Where the listeners are; known once the verticle is deployed. */
    List<SocketAddress> addresses() {
        List<SocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            addresses.add(SocketAddress.inetSocketAddress(
                    servers.get(i).actualPort(), options().listeners().get(i).host()));
        }
        return addresses;
    }

    /** What this instance knows of the groups, gathered on its event loop. */
    Future<List<GroupOnNode>> status() {
        Promise<List<GroupOnNode>> known = Promise.promise();
        context.runOnContext(v -> known.complete(roster.status()));
        return known.future();
    }

    /** No new connections, and those that there are come to an end ({@link Connections#shutdown}). */
    Future<Void> shutdown() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            long limit = options().timeouts().shutdown();
            doors.forEach(Acceptor::close);
            servers.forEach(server -> server.shutdown(limit + BACKSTOP, TimeUnit.MILLISECONDS));
            wires.shutdown(limit).onComplete(done);
        });
        return done.future();
    }

    @Override
    public SmtpOptions options() {
        return house.options();
    }

    @Override
    public MessageWriter incoming(String transaction) {
        String connection = transaction.substring(0, transaction.lastIndexOf('-'));
        SpoolFile file = new SpoolFile(vertx.fileSystem(), house.spool().file(transaction), connection);
        return new MessageWriter(file, options().limits().message().size(), house.quota());
    }

    @Override
    public Future<Tls> handshake(ClientSocket socket, boolean afterReply, SmtpOptions.Demand certificate) {
        return house.certificates().encryption().begin(socket.channel(), afterReply, certificate);
    }

    @Override
    public void gone(SmtpConnection wire) {
        wires.remove(wire);
    }

    private void tick() {
        roster.sweep();
        if (instance == 0) {
            house.failures().summarise();
        }
        wires.tick();
        turnedAway.summarise();
    }

    /** An inbox need not be in the chain to be asked to deliver; as any group it may want to clean up. */
    private List<ChainLink> withInboxes(List<ChainLink> links) {
        List<ChainLink> all = new ArrayList<>(links);
        options().policy().inboxes().takers().stream()
                .filter(inbox -> links.stream().noneMatch(link -> link.group().equals(inbox)))
                .forEach(inbox -> all.add(ChainLink.informed(inbox)));
        return all;
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
        NetServerOptions net = new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(1024);
        NetServer server = vertx.createNetServer(net);
        ListenerExtensions extensions =
                new ListenerExtensions(options(), listener, chains.get(listener.chain()), groups);
        String complaint = extensions.complaint();
        if (complaint != null && instance == 0) {
            LOG.warn(complaint);
        }
        Acceptor door = new Acceptor(
                        listener,
                        house.admission(),
                        turnedAway,
                        clock,
                        (socket, peer) -> receive(socket, peer, extensions))
                .headerWithin(options().timeouts().command());
        doors.add(door);
        server.connectHandler(door::knock);
        server.exceptionHandler(cause -> LOG.debug("{}: {}", listener.name(), cause.toString()));
        return server.listen(house.port(index), listener.host())
                .onSuccess(servers::add)
                .recover(cause -> Future.failedFuture(
                        new IOException("cannot listen on " + listener.address() + ": " + cause.getMessage(), cause)))
                .mapEmpty();
    }

    /** Completes when the connection is over. */
    private Future<Void> receive(NetSocket socket, Client.Peer peer, ListenerExtensions extensions) {
        connections++;
        String id = node.id() + "-" + instance + "-" + connections;
        SmtpOptions.Listener listener = extensions.listener();
        ConnectionState connection =
                new ConnectionState(id, commands, new Client(peer, Client.Greeting.NONE, null, null), wall);
        connection.countedBy(house.meters()).meters().opened(peer.listener());
        Session talk = new Session(options(), extensions, connection, teller).within(house.quota());
        SmtpConnection wire =
                new SmtpConnection(ClientSocket.of(socket, onContext), new CommandDispatcher(talk), this, clock);
        Future<Void> over = wires.add(wire);
        wire.open(listener.tls() == SmtpOptions.TlsMode.IMPLICIT);
        return over;
    }
}
