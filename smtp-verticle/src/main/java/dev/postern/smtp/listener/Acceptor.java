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
 * Where connections of one listener come in. They are let in or turned away before they cost a session: by how many there are;
 * then, once a trusted proxy has said for whom it speaks, by how many of them this client has. On one event loop.
 */
public final class Acceptor {
    /** Milliseconds for a PROXY header, at most. */
    private static final long HEADER_LIMIT = 5_000;

    private final SmtpOptions.Listener listener;
    private final String name;
    private final ConnectionLimiter admission;
    private final Clock clock;
    private final ConnectionRejector turnedAway;
    private final BiFunction<NetSocket, Client.Peer, Future<Void>> receiver;
    private final Set<ProxyHandler> expected = new HashSet<>();
    private long headerLimit = HEADER_LIMIT;
    private Client.Endpoint local;
    private boolean closing;

    /**
     * Makes the door of one listener.
     *
     * @param receiver takes a client that was let in; what it returns completes when the connection is over
     */
    public Acceptor(
            SmtpOptions.Listener listener,
            ConnectionLimiter admission,
            ConnectionRejector turnedAway,
            Clock clock,
            BiFunction<NetSocket, Client.Peer, Future<Void>> receiver) {
        this.listener = listener;
        this.name = listener.name();
        this.admission = admission;
        this.turnedAway = turnedAway;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** With so many milliseconds for a PROXY header; 5 seconds if that is less. */
    public Acceptor headerWithin(long milliseconds) {
        headerLimit = Math.min(HEADER_LIMIT, milliseconds);
        return this;
    }

    /** Somebody has connected. */
    public void knock(NetSocket socket) {
        Client.Endpoint remote = IpAddresses.endpoint(socket.remoteAddress());
        if (closing || !admission.connect()) {
            RejectReason why = closing ? RejectReason.SHUTDOWN : RejectReason.LIMIT;
            turnedAway.add(socket, listener, why, remote.toString());
            return;
        }
        Client.Peer peer = new Client.Peer(remote, local(socket.localAddress()), null, name, false);
        if (Network.anyContains(listener.trust().proxies(), remote.address())) {
            readHeader(socket, peer);
        } else {
            admit(socket, peer, remote.address());
        }
    }

    /** Nobody is let in any more. */
    public void close() {
        closing = true;
        List.copyOf(expected).forEach(reader -> reader.abandon("the server stops"));
    }

    /** Most come to the same one: it is not kept for each of them. */
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
                clock.after(headerLimit, () -> reader.abandon("no PROXY header within " + headerLimit + " ms"));
        expected.add(reader);
        reader.header().onComplete(read -> {
            alarm.cancel();
            expected.remove(reader);
            if (read.succeeded()) {
                admit(socket, proxy, read.result(), reader.holdsOctets());
                if (listener.tls() != SmtpOptions.TlsMode.IMPLICIT) {
                    // Else it is the handshake that listens.
                    reader.listen();
                }
            } else {
                forget(socket, proxy, reader, read.cause());
            }
        });
    }

    private void forget(NetSocket socket, Client.Peer proxy, ProxyHandler reader, Throwable cause) {
        admission.disconnect();
        // Who says nothing and leaves has only looked whether the port is open.
        if (reader.holdsOctets() || !(cause instanceof EOFException)) {
            RejectReason why = closing ? RejectReason.SHUTDOWN : RejectReason.PROXY;
            turnedAway.add(socket, listener, why, proxy.remote() + ": " + cause.getMessage());
        }
    }

    /** @param early whether there is something behind the header; where TLS comes first there may be */
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

    /** @param address whose share of the connections it takes, or null if it takes nobody's */
    private void admit(NetSocket socket, Client.Peer peer, String address) {
        RejectReason why = closing ? RejectReason.SHUTDOWN : admission.enter(address, clock.now());
        if (why != null) {
            admission.disconnect();
            turnedAway.add(socket, listener, why, peer.remote().toString());
            return;
        }
        receiver.apply(socket, peer).onComplete(over -> {
            admission.leave(address);
            admission.disconnect();
        });
    }
}
