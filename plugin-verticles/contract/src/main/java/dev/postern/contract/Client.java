package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * What is known of the client at this moment.
 *
 * @param peer the network side
 * @param greeting EHLO or HELO
 * @param tls the TLS session, or null in clear text
 * @param user the authenticated user, or null
 */
public record Client(Peer peer, Greeting greeting, Tls tls, String user) {
    public Endpoint remote() {
        return peer.remote();
    }

    /** The name given with EHLO or HELO, or null. */
    public String name() {
        return greeting.name();
    }

    public Client withGreeting(Greeting said) {
        return new Client(peer, said, tls, user);
    }

    public Client withUser(String name) {
        return new Client(peer, greeting, tls, name);
    }

    /** With TLS from the start of the connection: nothing was said before it. */
    public Client withTls(Tls session) {
        return new Client(peer, greeting, session, user);
    }

    /** After STARTTLS: name and user are forgotten (RFC 3207 4.2). */
    public Client secured(Tls session) {
        return new Client(peer, Greeting.NONE, session, null);
    }

    public Client withEarly() {
        return new Client(peer.withEarly(), greeting, tls, user);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        Json.put(json, "remote", peer.remote() == null ? null : peer.remote().toJson());
        Json.put(json, "local", peer.local() == null ? null : peer.local().toJson());
        Json.put(json, "proxy", peer.proxy() == null ? null : peer.proxy().toJson());
        Json.put(json, "listener", peer.listener());
        Json.put(json, "name", greeting.name());
        json.put("esmtp", greeting.esmtp()).put("early", peer.early());
        Json.put(json, "tls", tls == null ? null : tls.toJson());
        return Json.put(json, "user", user);
    }

    static Client fromJson(JsonObject json) {
        Peer peer = new Peer(
                Json.object(json, "remote", Endpoint::fromJson),
                Json.object(json, "local", Endpoint::fromJson),
                Json.object(json, "proxy", Endpoint::fromJson),
                json.getString("listener"),
                Json.flag(json, "early"));
        return new Client(
                peer,
                new Greeting(json.getString("name"), Json.flag(json, "esmtp")),
                Json.object(json, "tls", Tls::fromJson),
                json.getString("user"));
    }

    /**
     * How the client introduced itself.
     *
     * @param name the argument of EHLO, HELO or LHLO, or null before it
     * @param esmtp whether it was EHLO or LHLO
     */
    public record Greeting(String name, boolean esmtp) {
        /** The client has not said a name, or STARTTLS made the server forget it (RFC 3207 4.2). */
        public static final Greeting NONE = new Greeting(null, false);
    }

    /**
     * The network side of a client.
     *
     * @param remote the client, as the PROXY header names it if there was one
     * @param local the address that the client connected to
     * @param proxy the proxy that handed the connection over, or null
     * @param listener the name of the listener in the configuration, {@code 0.0.0.0:25} where it has none
     * @param early whether the client spoke before the greeting (RFC 5321 4.3.1 forbids it)
     */
    public record Peer(Endpoint remote, Endpoint local, Endpoint proxy, String listener, boolean early) {
        public Peer withEarly() {
            return new Peer(remote, local, proxy, listener, true);
        }
    }

    /**
     * One end of a TCP connection.
     *
     * @param address the IP address as text, {@code 192.0.2.7} or {@code 2001:db8::7}
     * @param port 0 to 65535
     */
    public record Endpoint(String address, int port) {
        JsonObject toJson() {
            return new JsonObject().put("address", address).put("port", port);
        }

        static Endpoint fromJson(JsonObject json) {
            return new Endpoint(Json.required("address", json.getString("address")), Json.integer(json, "port", 0));
        }

        /** {@code 192.0.2.7:25}, or {@code [2001:db8::7]:25}. */
        @Override
        public String toString() {
            return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
        }
    }
}
