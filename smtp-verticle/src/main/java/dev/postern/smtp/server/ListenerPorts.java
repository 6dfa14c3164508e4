package dev.postern.smtp.server;

import dev.postern.contract.Client;
import dev.postern.smtp.listener.Acceptor;
import dev.postern.smtp.listener.ConnectionRejector;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening ports of one verticle, with the acceptor of each. */
final class ListenerPorts {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerPorts.class);
    private static final int BACKLOG = 1_024;
    /**
     * Milliseconds. {@link Connections} cuts its connections when the timeout of a shutdown is over; what is open so much later is
     * closed by Vert.x, on a thread of its own.
     */
    private static final long CLOSE_TIMEOUT = 10_000;

    private final Vertx vertx;
    private final ServerContext server;
    private final Clock clock;
    private final ConnectionRejector rejector;
    private final List<NetServer> servers = new ArrayList<>();
    private final List<Acceptor> acceptors = new ArrayList<>();

    ListenerPorts(Vertx vertx, ServerContext server, Clock clock) {
        this.vertx = vertx;
        this.server = server;
        this.clock = clock;
        this.rejector = new ConnectionRejector(server.options().hostname(), server.meters());
    }

    /**
     * Opens the port of one listener; to be called in the order of the listeners.
     *
     * @param receiver begins the session of an accepted client; what it returns completes when the connection is over
     */
    Future<Void> open(int index, BiFunction<NetSocket, Client.Peer, Future<Void>> receiver) {
        SmtpOptions.Listener listener = server.options().listeners().get(index);
        Acceptor acceptor = new Acceptor(listener, server.limiter(), rejector, clock, receiver)
                .headerTimeout(server.options().timeouts().command());
        acceptors.add(acceptor);
        NetServer socket =
                vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG));
        socket.connectHandler(acceptor::accept);
        socket.exceptionHandler(cause -> LOG.debug("{}: {}", listener.name(), cause.toString()));
        return socket.listen(server.port(index), listener.host())
                .onSuccess(servers::add)
                .recover(cause -> Future.failedFuture(
                        new IOException("cannot listen on " + listener.address() + ": " + cause.getMessage(), cause)))
                .mapEmpty();
    }

    /** The addresses of the open ports, in the order of the listeners. */
    List<SocketAddress> addresses() {
        List<SocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            addresses.add(SocketAddress.inetSocketAddress(
                    servers.get(i).actualPort(),
                    server.options().listeners().get(i).host()));
        }
        return addresses;
    }

    /** Accepts no new connections from here on. Those that are open have so many milliseconds, and ten seconds more. */
    void close(long timeout) {
        acceptors.forEach(Acceptor::close);
        servers.forEach(socket -> socket.shutdown(timeout + CLOSE_TIMEOUT, TimeUnit.MILLISECONDS));
    }

    /** Logs how many connections were rejected. To be called once a second. */
    void tick() {
        rejector.summarise();
    }
}
