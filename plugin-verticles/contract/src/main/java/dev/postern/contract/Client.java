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
}
