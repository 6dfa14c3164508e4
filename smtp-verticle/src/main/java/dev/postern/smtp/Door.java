package dev.postern.smtp;

import dev.postern.contract.Endpoint;
import dev.postern.contract.Network;
import dev.postern.contract.Peer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.EOFException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where connections of one listener come in. They are let in or turned away before they cost a session: by how many there are;
 * then, once a trusted proxy has said for whom it speaks, by how many of them this client has. On one event loop.
 */
final class Door {
    /** Milliseconds for a PROXY header. */
    private static final long HEADER = 5_000;

    private final SmtpOptions.Listener listener;
    private final String name;
    private final House house;
    private final Clock clock;
    private final TurnedAway turnedAway;
    private final Hall hall;
    private final Set<ProxyReader> expected = new HashSet<>();
    private Endpoint local;
    private boolean closing;

    /** Who receives a client that was let in. */
    interface Hall {
        /** @param left to be run once when the connection is over */
        void receive(NetSocket socket, Peer peer, Runnable left);
    }

    Door(SmtpOptions.Listener listener, House house, Clock clock, TurnedAway turnedAway, Hall hall) {
        this.listener = listener;
        this.name = listener.name();
        this.house = house;
        this.clock = clock;
        this.turnedAway = turnedAway;
        this.hall = hall;
    }

    /** Somebody has connected. */
    void knock(NetSocket socket) {
        Endpoint remote = Endpoints.of(socket.remoteAddress());
        if (closing || !house.enter()) {
            Meters.Turned why = closing ? Meters.Turned.SHUTDOWN : Meters.Turned.LIMIT;
            turnedAway.add(socket, listener, why, remote.toString());
            return;
        }
        Peer peer = new Peer(remote, local(socket.localAddress()), null, name, false);
        if (Network.anyContains(listener.trust().proxies(), remote.address())) {
            readHeader(socket, peer);
        } else {
            admit(socket, peer, remote.address());
        }
    }

    /** Nobody is let in any more. */
    void close() {
        closing = true;
        List.copyOf(expected).forEach(reader -> reader.abandon("the server stops"));
    }

    /** Most come to the same one: it is not kept for each of them. */
    private Endpoint local(SocketAddress address) {
        Endpoint given = Endpoints.of(address);
        if (!given.equals(local)) {
            local = given;
        }
        return local;
    }

    private void readHeader(NetSocket socket, Peer proxy) {
        long limit = Math.min(HEADER, house.options().timeouts().command());
        ProxyReader reader = ProxyReader.on(socket);
        Clock.Alarm alarm = clock.after(limit, () -> reader.abandon("no PROXY header within " + limit + " ms"));
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

    private void forget(NetSocket socket, Peer proxy, ProxyReader reader, Throwable cause) {
        house.left();
        // Who says nothing and leaves has only looked whether the port is open.
        if (reader.holdsOctets() || !(cause instanceof EOFException)) {
            Meters.Turned why = closing ? Meters.Turned.SHUTDOWN : Meters.Turned.PROXY;
            turnedAway.add(socket, listener, why, proxy.remote() + ": " + cause.getMessage());
        }
    }

    /** @param early whether there is something behind the header; where TLS comes first there may be */
    private void admit(NetSocket socket, Peer proxy, ProxyHeader header, boolean early) {
        boolean tooEarly = early && listener.tls() != SmtpOptions.TlsMode.IMPLICIT;
        boolean named = header.client() != null;
        Peer peer = new Peer(
                named ? header.client() : proxy.remote(),
                named ? header.local() : proxy.local(),
                header.own() ? null : proxy.remote(),
                name,
                tooEarly);
        admit(socket, peer, named ? header.client().address() : null);
    }

    /** @param address whose share of the connections it takes, or null if it takes nobody's */
    private void admit(NetSocket socket, Peer peer, String address) {
        Admission admission = house.admission();
        Meters.Turned why = closing ? Meters.Turned.SHUTDOWN : admission.enter(address, clock.now());
        if (why != null) {
            house.left();
            turnedAway.add(socket, listener, why, peer.remote().toString());
            return;
        }
        hall.receive(socket, peer, () -> {
            admission.leave(address);
            house.left();
        });
    }
}
