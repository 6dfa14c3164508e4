package dev.postern.smtp.listener;

import dev.postern.contract.Client;
import dev.postern.contract.Network;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.IpAddresses;
import dev.postern.smtp.protocol.RejectReason;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.EOFException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Accepts the connections of one listener, or rejects them before they have a session: first by the limit of all connections;
 * then, once the PROXY header of a trusted proxy is read, by the limits for one client. On one event loop.
 */
public final class Acceptor {
    /** Timeout of a PROXY header in milliseconds, at most. */
    private static final long HEADER_TIMEOUT = 5_000;

    private final SmtpOptions.Listener listener;
    private final String name;
    private final ConnectionLimiter limiter;
    private final Clock clock;
    private final ConnectionRejector rejector;
    private final BiFunction<NetSocket, Client.Peer, Future<Void>> receiver;
    private final Set<ProxyHandler> awaitingHeader = new HashSet<>();
    private long headerTimeout = HEADER_TIMEOUT;
    private Client.Endpoint local;
    private boolean closing;

    /**
     * Makes the acceptor of one listener.
     *
     * @param receiver begins the session of an accepted client; what it returns completes when the connection is over
     */
    public Acceptor(
            SmtpOptions.Listener listener,
            ConnectionLimiter limiter,
            ConnectionRejector rejector,
            Clock clock,
            BiFunction<NetSocket, Client.Peer, Future<Void>> receiver) {
        this.listener = listener;
        this.name = listener.name();
        this.limiter = limiter;
        this.rejector = rejector;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** Sets the timeout of a PROXY header in milliseconds; 5 seconds if that is less. */
    public Acceptor headerTimeout(long milliseconds) {
        headerTimeout = Math.min(HEADER_TIMEOUT, milliseconds);
        return this;
    }

    /** Takes a new connection. */
    public void accept(NetSocket socket) {
        Client.Endpoint remote = IpAddresses.endpoint(socket.remoteAddress());
        if (closing || !limiter.connect()) {
            RejectReason reason = closing ? RejectReason.SHUTDOWN : RejectReason.LIMIT;
            rejector.reject(socket, listener, reason, remote.toString());
            return;
        }
        Client.Peer peer = new Client.Peer(remote, local(socket.localAddress()), null, name, false);
        if (Network.anyContains(listener.trust().proxies(), remote.address())) {
            readHeader(socket, peer);
        } else {
            admit(socket, peer, remote.address());
        }
    }

    /** Rejects new connections from here on, and those whose PROXY header is not complete. */
    public void close() {
        closing = true;
        List.copyOf(awaitingHeader).forEach(reader -> reader.abandon("the server stops"));
    }

    /** The local endpoint; most connections have the same, so one object is shared. */
    private Client.Endpoint local(SocketAddress address) {
        Client.Endpoint given = IpAddresses.endpoint(address);
        if (!given.equals(local)) {
            local = given;
        }
        return local;
    }

    private void readHeader(NetSocket socket, Client.Peer proxy) {
        ProxyHandler reader = ProxyHandler.on(socket);
        Clock.Alarm alarm =
                clock.after(headerTimeout, () -> reader.abandon("no PROXY header within " + headerTimeout + " ms"));
        awaitingHeader.add(reader);
        reader.header().onComplete(read -> {
            alarm.cancel();
            awaitingHeader.remove(reader);
            if (read.succeeded()) {
                admit(socket, proxy, read.result(), reader.holdsOctets());
                if (listener.tls() != SmtpOptions.TlsMode.IMPLICIT) {
                    // With implicit TLS the handshake begins to read.
                    reader.listen();
                }
            } else {
                rejectHeader(socket, proxy, reader, read.cause());
            }
        });
    }

    private void rejectHeader(NetSocket socket, Client.Peer proxy, ProxyHandler reader, Throwable cause) {
        limiter.disconnect();
        // A client that disconnects without sending anything was probably a port check, and is not counted or logged.
        if (reader.holdsOctets() || !(cause instanceof EOFException)) {
            RejectReason reason = closing ? RejectReason.SHUTDOWN : RejectReason.PROXY;
            rejector.reject(socket, listener, reason, proxy.remote() + ": " + cause.getMessage());
        }
    }

    /** @param early whether octets came right behind the header; with implicit TLS that is allowed */
    private void admit(NetSocket socket, Client.Peer proxy, ProxyHeader header, boolean early) {
        boolean tooEarly = early && listener.tls() != SmtpOptions.TlsMode.IMPLICIT;
        boolean named = header.client() != null;
        Client.Peer peer = new Client.Peer(
                named ? header.client() : proxy.remote(),
                named ? header.local() : proxy.local(),
                header.own() ? null : proxy.remote(),
                name,
                tooEarly);
        admit(socket, peer, named ? header.client().address() : null);
    }

    /** @param address the client's, for the limits by address and network; null if no limit of these applies */
    private void admit(NetSocket socket, Client.Peer peer, String address) {
        RejectReason reason = closing ? RejectReason.SHUTDOWN : limiter.enter(address, clock.now());
        if (reason != null) {
            limiter.disconnect();
            rejector.reject(socket, listener, reason, peer.remote().toString());
            return;
        }
        receiver.apply(socket, peer).onComplete(over -> {
            limiter.leave(address);
            limiter.disconnect();
        });
    }
}
