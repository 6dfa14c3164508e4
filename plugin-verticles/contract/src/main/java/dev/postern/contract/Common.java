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
public record Common(Occasion occasion, Client client, Sender sender, List<Recipient> recipients, Turn turn) {
    /** The version of the contract that this code writes. */
    public static final int VERSION = 1;

    public Common {
        recipients = List.copyOf(recipients);
    }

    public Common with(Turn other) {
        return new Common(occasion, client, sender, recipients, other);
    }

    public Common with(Client other) {
        return new Common(occasion, other, sender, recipients, turn);
    }

    public Common with(Sender other) {
        return new Common(occasion, client, other, recipients, turn);
    }

    public Common with(List<Recipient> others) {
        return new Common(occasion, client, sender, others, turn);
    }

    /** The same occasion in a later round. */
    public Common inRound(int round) {
        Occasion again = new Occasion(
                occasion.connection(), occasion.transaction(), occasion.sequence(), round, occasion.time());
        return new Common(again, client, sender, recipients, turn);
    }

    Common requireSender() {
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

    static Common fromJson(JsonObject json) {
        Occasion occasion = new Occasion(
                Json.required("connection", json.getString("connection")),
                json.getString("transaction"),
                Json.number(json, "sequence", 0),
                Json.integer(json, "round", 0),
                Json.number(json, "time", 0));
        State data = new State(Json.child(json, "data"), Json.number(json, "revision", 0));
        Turn turn = new Turn(
                Json.integer(json, "attempt", 0),
                Json.number(json, "budget", 0),
                json.getString("commands"),
                json.getString("key"),
                data);
        return new Common(
                occasion,
                Client.fromJson(Json.child(json, "client")),
                Json.object(json, "sender", Sender::fromJson),
                Json.objects(json, "recipients", Recipient::fromJson),
                turn);
    }
}
