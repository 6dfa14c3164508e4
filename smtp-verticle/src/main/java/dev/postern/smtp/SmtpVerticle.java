package dev.postern.smtp;

import dev.postern.contract.Addresses;
import dev.postern.contract.Client;
import dev.postern.contract.Endpoint;
import dev.postern.contract.Greeting;
import dev.postern.contract.Manifest;
import dev.postern.contract.Node;
import dev.postern.contract.Peer;
import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the SMTP server: an event loop's share of the connections, which share the listening ports. */
final class SmtpVerticle extends VerticleBase implements Port {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpVerticle.class);
    private static final long TICK = 1_000;
    /** Groups that are not required are waited for no longer than this. */
    private static final long ASSEMBLY_LIMIT = 5_000;

    private final House house;
    private final int instance;
    private final Map<String, Wire> wires = new HashMap<>();
    private final Map<String, Chain> chains = new HashMap<>();
    private final List<NetServer> servers = new ArrayList<>();
    private Node node;
    private Clock clock;
    private Roster roster;
    private BusGroups groups;
    private Teller teller;
    private String commands;
    private Promise<Void> emptied;
    private Runnable deaf = () -> {};
    private long connections;

    SmtpVerticle(House house, int instance) {
        this.house = house;
        this.instance = instance;
    }

    @Override
    public Future<?> start() {
        node = Node.of(vertx);
        clock = new VertxClock(vertx);
        roster = new Roster(node.id(), Node.loopOf(context), clock, instance == 0);
        groups = new BusGroups(vertx.eventBus(), roster, clock, house.meters());
        Herald herald = new Herald(node, clock, instance == 0, house.meters());
        teller = new Tally(house.meters(), new BusTeller(vertx.eventBus(), node, herald));
        commands = Addresses.commands(node.id(), instance);
        options()
                .policy()
                .chains()
                .forEach((name, links) -> chains.put(
                        name,
                        new Chain(withInboxes(links), groups, clock, options().budgets())));
        CommandDesk desk = new CommandDesk(wires::get);
        vertx.setPeriodic(TICK, timer -> tick());
        return vertx.deployVerticle(herald)
                .compose(deployed -> node.onRegistration(roster::hear))
                .compose(registered -> {
                    deaf = registered;
                    return vertx.eventBus()
                            .<JsonObject>consumer(commands, desk::handle)
                            .completion();
                })
                .compose(listening -> assemble())
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

    /**
     * No new connections; 421 at each one's next command boundary; what is still open at the limit is cut, and what is still
     * asked a second later is not waited for.
     */
    Future<Void> shutdown() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            emptied = Promise.promise();
            long limit = options().timeouts().shutdown();
            servers.forEach(server -> server.shutdown(limit + TICK, TimeUnit.MILLISECONDS));
            List.copyOf(wires.values()).forEach(Wire::shutdown);
            Clock.Alarm cut = clock.after(limit, () -> {
                LOG.warn("{} connections did not finish within {} ms and are cut", wires.size(), limit);
                List.copyOf(wires.values()).forEach(Wire::cut);
            });
            Clock.Alarm end =
                    clock.after(limit + TICK, () -> List.copyOf(wires.values()).forEach(Wire::finish));
            checkEmpty();
            emptied.future()
                    .onComplete(empty -> {
                        cut.cancel();
                        end.cancel();
                    })
                    .onComplete(done);
        });
        return done.future();
    }

    @Override
    public SmtpOptions options() {
        return house.options();
    }

    @Override
    public Incoming incoming(String transaction) {
        return new Incoming(
                vertx.fileSystem(),
                house.spool().file(transaction),
                options().limits().size());
    }

    @Override
    public void listen(NetSocket socket, boolean on) {
        Encryption.listen(socket, on);
    }

    @Override
    public Future<Tls> handshake(NetSocket socket, Buffer last) {
        return last == null
                ? house.encryption().begin(socket)
                : house.encryption().begin(socket, last);
    }

    @Override
    public void gone(Wire wire) {
        wires.remove(wire.session().id());
        house.left();
        checkEmpty();
    }

    private void checkEmpty() {
        if (emptied != null && wires.isEmpty()) {
            emptied.tryComplete();
        }
    }

    private void tick() {
        roster.sweep();
        Failure.summarise();
        List.copyOf(wires.values()).forEach(Wire::tick);
    }

    /** Waits for the groups: required ones as long as it takes, the others a few seconds. */
    private Future<Void> assemble() {
        Promise<Void> assembled = Promise.promise();
        Set<String> required = groups(true);
        Set<String> all = groups(false);
        long limit = clock.now() + ASSEMBLY_LIMIT;
        long[] complaint = {limit};
        node.announce(Manifest.who());
        vertx.setPeriodic(1, 20, timer -> {
            boolean late = clock.now() >= limit;
            if (roster.missing(late ? required : all).isEmpty()) {
                vertx.cancelTimer(timer);
                warnOfMissing(roster.missing(all));
                assembled.complete();
            } else if (clock.now() >= complaint[0] && instance == 0) {
                complaint[0] += ASSEMBLY_LIMIT;
                LOG.warn("the ports stay closed: required groups {} are missing", roster.missing(required));
            }
        });
        return assembled.future();
    }

    /** An inbox need not be in the chain to be asked to deliver; as any group it may want to clean up. */
    private List<Link> withInboxes(List<Link> links) {
        List<Link> all = new ArrayList<>(links);
        SmtpOptions.Inboxes inboxes = options().policy().inboxes();
        Stream.of(inboxes.local(), inboxes.relay())
                .filter(Objects::nonNull)
                .distinct()
                .filter(inbox -> links.stream().noneMatch(link -> link.group().equals(inbox)))
                .forEach(inbox -> all.add(Link.informed(inbox)));
        return all;
    }

    private void warnOfMissing(Set<String> missing) {
        if (!missing.isEmpty() && instance == 0) {
            LOG.warn("groups {} were not seen yet: what they should decide fails until they come", missing);
        }
    }

    private Set<String> groups(boolean required) {
        Set<String> names = options().listeners().stream()
                .flatMap(listener -> options().policy().chains().get(listener.chain()).stream())
                .filter(link -> !required || link.role().required())
                .map(Link::group)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!required) {
            SmtpOptions.Inboxes inboxes = options().policy().inboxes();
            names.add(inboxes.local());
            if (inboxes.relay() != null) {
                names.add(inboxes.relay());
            }
        }
        return names;
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
        Extensions extensions = new Extensions(options(), listener, chains.get(listener.chain()), groups);
        server.connectHandler(socket -> connect(socket, listener, extensions));
        server.exceptionHandler(cause -> LOG.debug("{}: {}", listener.name(), cause.toString()));
        return server.listen(house.port(index), listener.host())
                .onSuccess(servers::add)
                .recover(cause -> Future.failedFuture(
                        new IOException("cannot listen on " + listener.name() + ": " + cause.getMessage(), cause)))
                .mapEmpty();
    }

    private void connect(NetSocket socket, SmtpOptions.Listener listener, Extensions extensions) {
        if (emptied != null || !house.enter()) {
            turnAway(socket, listener);
            return;
        }
        connections++;
        String id = node.id() + "-" + instance + "-" + connections;
        Peer peer = new Peer(
                endpoint(socket.remoteAddress()), endpoint(socket.localAddress()), null, listener.name(), false);
        Connection connection = new Connection(id, commands, new Client(peer, Greeting.NONE, null, null), clock::wall);
        connection.countedBy(house.meters()).meters().opened(listener.name());
        Occasions occasions = new Occasions(connection, chains.get(listener.chain()), teller);
        Wire wire = new Wire(socket, new Session(new Talk(options(), occasions, extensions), clock), this, clock);
        wires.put(id, wire);
        wire.open(listener.tls() == SmtpOptions.TlsMode.IMPLICIT);
    }

    /** One line if it can be understood: who expects TLS is just closed. */
    private void turnAway(NetSocket socket, SmtpOptions.Listener listener) {
        Meters.Turned why = emptied != null ? Meters.Turned.SHUTDOWN : Meters.Turned.LIMIT;
        house.meters().turnedAway(listener.name(), why);
        if (listener.tls() != SmtpOptions.TlsMode.IMPLICIT) {
            Reply reply = why == Meters.Turned.SHUTDOWN ? Replies.SHUTDOWN : Replies.TOO_MANY_CONNECTIONS;
            house.meters().replied(reply.code());
            socket.write(reply.toWire());
        }
        socket.close();
    }

    private static Endpoint endpoint(SocketAddress address) {
        String host = address.hostAddress();
        return new Endpoint(host == null ? address.host() : host, address.port());
    }
}
