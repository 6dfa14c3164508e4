package dev.postern.contract.plugin;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import dev.postern.contract.bus.Node;
import dev.postern.contract.json.Json;
import dev.postern.contract.wire.CommandKind;
import dev.postern.contract.wire.CommandRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * What a group can do with a live connection at any moment between its first event and {@code close}, from any node. A command
 * applies when it arrives at the owner of the connection; the effects of a decision apply when the decision does. Await a
 * command's future, or use an effect, where the order matters.
 *
 * <p>No future hangs: each fails with the code of a {@link CommandFailure} ({@link CommandFailure#of}) after 10 seconds at the
 * latest. With NO_ANSWER a command may have been carried out all the same. Any of them can fail with UNKNOWN_CONNECTION,
 * FORBIDDEN, MALFORMED, BUSY and NO_ANSWER; what else is said below.
 */
public final class ConnectionCommands {
    private static final DeliveryOptions PATIENCE = new DeliveryOptions().setSendTimeout(10_000);

    private final Vertx vertx;
    private final ConnectionKey key;
    private final DeliveryOptions patience;

    /** @param key null for one who has none */
    ConnectionCommands(Vertx vertx, ConnectionKey key, DeliveryOptions patience) {
        this.vertx = vertx;
        this.key = key;
        this.patience = patience;
    }

    /** On the connection of an event that the group was asked or sent; with a told event all commands are FORBIDDEN. */
    public static ConnectionCommands of(Vertx vertx, Event event) {
        boolean told = event.common().turn().key() == null;
        return new ConnectionCommands(vertx, told ? null : ConnectionKey.of(event), PATIENCE);
    }

    public static ConnectionCommands of(Vertx vertx, ConnectionKey key) {
        return new ConnectionCommands(vertx, key, PATIENCE);
    }

    /** Client, open transaction, sender and recipients as they are now. */
    public Future<ConnectionInfo> info() {
        return ask(CommandKind.INFO, new JsonObject(), ConnectionInfo::fromJson);
    }

    /**
     * Octets to the client as they are, between two replies. While the client does not read, and until a TLS handshake is done,
     * it fails with BUSY: try again later.
     *
     * @param octets {@value CommandRequest#SEND_LIMIT} at most, else TOO_LARGE
     * @return how many were written
     */
    public Future<Integer> send(Buffer octets) {
        return ask(
                CommandKind.SEND,
                Json.put(new JsonObject(), "octets", octets),
                reply -> Json.required("written", reply.getInteger("written")));
    }

    /** The client's user, or null. */
    public Future<String> authenticated() {
        return ask(CommandKind.AUTHENTICATED, new JsonObject(), reply -> reply.getString("user"));
    }

    /** Says who the client is from now on; null is nobody. While an {@code authenticate} is open it is a word in it. */
    public Future<Void> setAuthenticated(String user) {
        JsonObject arguments = new JsonObject().put("user", user == null ? Boolean.FALSE : user);
        return ask(CommandKind.SET_AUTHENTICATED, arguments, reply -> null);
    }

    /** The TLS session, or null in clear text. */
    public Future<Tls> secure() {
        return ask(CommandKind.SECURE, new JsonObject(), reply -> Json.object(reply, "tls", Tls::fromJson));
    }

    /** What the group keeps with the connection now. */
    public Future<ConnectionData> data() {
        return ask(
                CommandKind.DATA,
                new JsonObject(),
                reply -> new ConnectionData(Json.child(reply, "data"), Json.number(reply, "revision", 0)));
    }

    /**
     * Replaces what the group keeps. The effect {@code data} of an ask that is open now will find it changed, and be dropped.
     *
     * @param data {@value dev.postern.contract.Effect#DATA_LIMIT} octets at most encoded, else TOO_LARGE
     * @param revision of what it replaces ({@link Event#revision}, {@link ConnectionData#revision}); STALE if that has changed
     * @return the data with its new revision
     */
    public Future<ConnectionData> setData(JsonObject data, long revision) {
        ConnectionData kept;
        try {
            kept = new ConnectionData(data, revision);
        } catch (NullPointerException | IllegalStateException e) {
            return Future.failedFuture(CommandFailure.MALFORMED.because("data that is no JSON: " + e.getMessage()));
        }
        return ask(
                CommandKind.SET_DATA,
                new JsonObject().put("data", kept.json()).put("revision", revision),
                reply -> new ConnectionData(kept.json(), Json.required("revision", reply.getLong("revision"))));
    }

    /**
     * Says a last reply to the client and closes the connection; the reason of its {@code close} is {@code disconnected}. An
     * open ask is abandoned: its answer changes nothing any more. An open {@code deliver} is waited for, and the final reply
     * comes before this one. Before the first TLS handshake is done, and in the middle of one, nothing is said.
     *
     * @param reply 4xx or 5xx, else MALFORMED
     * @return completes when nothing can prevent it any more; a second one fails with UNKNOWN_CONNECTION
     */
    public Future<Void> disconnect(Reply reply) {
        JsonObject arguments = Json.put(new JsonObject(), "reply", reply == null ? null : reply.toJson());
        return ask(CommandKind.DISCONNECT, arguments, done -> null);
    }

    /** A piece of the message as it is now; {@link ContentReader} reads the whole. GONE after the stage is settled. */
    Future<Buffer> content(String transaction, long offset, long length) {
        return ask(
                CommandKind.CONTENT,
                new JsonObject()
                        .put("transaction", transaction)
                        .put("which", "current")
                        .put("offset", offset)
                        .put("length", length),
                reply -> reply.getBuffer("octets"));
    }

    private <T> Future<T> ask(CommandKind kind, JsonObject arguments, Function<JsonObject, T> read) {
        if (key == null) {
            return Future.failedFuture(CommandFailure.FORBIDDEN.because("the event has no key"));
        }
        CommandRequest request = new CommandRequest(kind, key.connection(), key.key(), arguments);
        return Future.succeededFuture()
                .compose(now -> {
                    request.check();
                    Promise<Message<JsonObject>> reply =
                            ((VertxInternal) vertx).getOrCreateContext().promise();
                    Node.of(vertx)
                            .send(bus -> bus.<JsonObject>request(key.commands(), request.toJson(), patience)
                                    .onComplete(reply));
                    return reply.future();
                })
                .map(Message::body)
                .map(read)
                .recover(failure -> Future.failedFuture(named(failure)));
    }

    private static Throwable named(Throwable failure) {
        CommandFailure known = CommandFailure.of(failure);
        return known == null || known == CommandFailure.NO_ANSWER
                ? CommandFailure.NO_ANSWER.because(String.valueOf(failure.getMessage()))
                : failure;
    }
}
