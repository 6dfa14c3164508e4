package dev.postern.contract;

import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The part that every event has.
 *
 * @param occasion which moment of which connection
 * @param client what is known of the client
 * @param sender the sender of the open transaction, or null; at {@code mailfrom} the one in question
 * @param recipients those accepted so far; at {@code deliver} those to deliver to
 * @param turn what concerns the asked group alone
 */
public record EventHeader(Id occasion, Client client, Sender sender, List<Recipient> recipients, Ask turn) {
    /** The version of the contract that this code writes. */
    public static final int VERSION = 1;

    public EventHeader {
        recipients = List.copyOf(recipients);
    }

    public EventHeader with(Ask other) {
        return new EventHeader(occasion, client, sender, recipients, other);
    }

    public EventHeader with(Client other) {
        return new EventHeader(occasion, other, sender, recipients, turn);
    }

    public EventHeader with(Sender other) {
        return new EventHeader(occasion, client, other, recipients, turn);
    }

    public EventHeader with(List<Recipient> others) {
        return new EventHeader(occasion, client, sender, others, turn);
    }

    /** The same occasion in a later round. */
    public EventHeader inRound(int round) {
        Id again = new Id(occasion.connection(), occasion.transaction(), occasion.sequence(), round, occasion.time());
        return new EventHeader(again, client, sender, recipients, turn);
    }

    EventHeader requireSender() {
        Json.required("sender", sender);
        return this;
    }

    JsonObject toJson(Stage stage) {
        JsonObject json =
                new JsonObject().put("v", VERSION).put("stage", stage.key()).put("connection", occasion.connection());
        Json.put(json, "transaction", occasion.transaction());
        json.put("sequence", occasion.sequence())
                .put("time", occasion.time())
                .put("attempt", turn.attempt())
                .put("round", occasion.round())
                .put("budget", turn.budget())
                .put("client", client.toJson());
        Json.put(json, "sender", sender == null ? null : sender.toJson());
        json.put("recipients", Json.array(recipients, Recipient::toJson));
        if (turn.key() != null) {
            json.put("commands", turn.commands()).put("key", turn.key());
            json.put("data", turn.data().json()).put("revision", turn.data().revision());
        }
        return json;
    }

    static EventHeader fromJson(JsonObject json) {
        Id occasion = new Id(
                Json.required("connection", json.getString("connection")),
                json.getString("transaction"),
                Json.number(json, "sequence", 0),
                Json.integer(json, "round", 0),
                Json.number(json, "time", 0));
        ConnectionData data = new ConnectionData(Json.child(json, "data"), Json.number(json, "revision", 0));
        Ask turn = new Ask(
                Json.integer(json, "attempt", 0),
                Json.number(json, "budget", 0),
                json.getString("commands"),
                json.getString("key"),
                data);
        return new EventHeader(
                occasion,
                Client.fromJson(Json.child(json, "client")),
                Json.object(json, "sender", Sender::fromJson),
                Json.objects(json, "recipients", Recipient::fromJson),
                turn);
    }

    /**
     * Which moment of which connection an event speaks of.
     *
     * @param connection {@code <node>-<instance>-<n>}, never reused
     * @param transaction {@code <connection>-<n>}, or null outside of a transaction
     * @param sequence numbers the occasions of a connection in command order, from 1; every group and the told event of one
     *     occasion share it
     * @param round counts from 0, one more after each {@code retry}
     * @param time when the occasion began, in milliseconds since 1970-01-01T00:00Z by the server's clock; 0 if not known
     */
    public record Id(String connection, String transaction, long sequence, int round, long time) {}

    /**
     * What of an event is meant for the asked group alone; never told.
     *
     * @param attempt 0 at first, one more each time the same occasion is asked again after a failure
     * @param budget milliseconds left to answer; the server's clock rules
     * @param commands the address that takes commands for this connection, or null
     * @param key says which group speaks in a command: 128 random bits, base64url, or null
     * @param data what the group keeps with the connection
     */
    public record Ask(int attempt, long budget, String commands, String key, ConnectionData data) {
        /** In told events, and before a group is chosen. */
        public static final Ask NONE = new Ask(0, 0, null, null, ConnectionData.NONE);

        /** Without the key and the data: a record's text may end in a log. */
        @Override
        public String toString() {
            return "Ask[attempt=" + attempt + ", budget=" + budget + "]";
        }
    }
}
