package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What is the case on a connection at the moment when command {@code info} arrives there.
 *
 * @param connection {@code <node>-<instance>-<n>}
 * @param transaction the open transaction's id, or null; one is open from the 250 to its MAIL on
 * @param sequence the number of the latest occasion, from 1: what an event of a lower number said may be out of date
 * @param client what is known of the client
 * @param sender of the open transaction, or null
 * @param recipients of the open transaction, those accepted so far
 */
public record ConnectionInfo(
        String connection,
        String transaction,
        long sequence,
        Client client,
        Sender sender,
        List<Recipient> recipients) {
    public ConnectionInfo {
        recipients = List.copyOf(recipients);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("connection", connection);
        Json.put(json, "transaction", transaction);
        json.put("sequence", sequence).put("client", client.toJson());
        Json.put(json, "sender", sender == null ? null : sender.toJson());
        return json.put("recipients", Json.array(recipients, Recipient::toJson));
    }

    /** @throws MalformedException if this is none */
    public static ConnectionInfo fromJson(JsonObject json) {
        try {
            return new ConnectionInfo(
                    Json.required("connection", json.getString("connection")),
                    json.getString("transaction"),
                    Json.number(json, "sequence", 0),
                    Client.fromJson(Json.child(json, "client")),
                    Json.object(json, "sender", Sender::fromJson),
                    Json.objects(json, "recipients", Recipient::fromJson));
        } catch (ClassCastException e) {
            throw new MalformedException("not the reply of info: " + e.getMessage(), e);
        }
    }
}
