package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/** Reads effects strictly: every field must be known, and every argument that an effect needs must be there. */
final class EffectReader {
    private EffectReader() {}

    static Effect read(JsonObject json) {
        EffectKind kind = kind(Json.required("effect", json.getString("effect")));
        Effect effect = read(kind, json);
        Json.requireKnown("effect '" + kind.key() + "'", json, effect.toJson());
        return effect;
    }

    private static EffectKind kind(String key) {
        for (EffectKind kind : EffectKind.values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw new MalformedException("unknown effect '" + key + "'");
    }

    private static Effect read(EffectKind kind, JsonObject json) {
        return switch (kind) {
            case SEND -> new Effect.Send(json.getBuffer("octets"));
            case DATA -> new Effect.Data(json.getJsonObject("data"));
            case DELAY -> new Effect.Delay(Json.required("milliseconds", Json.whole(json, "milliseconds")));
            case AUTHENTICATED -> authenticated(json.getValue("user"));
            case REPLY -> new Effect.ReplyText(json.getString("status"), Json.strings(json, "text"));
            case EXTENSIONS -> new Effect.Extensions(Json.strings(json, "add"), Json.strings(json, "hide"));
            case SENDER -> new Effect.NewSender(address(json));
            case RECIPIENT -> new Effect.NewRecipient(Json.object(json, "of", Address::fromJson), address(json));
            case INBOX -> new Effect.Inbox(json.getString("group"));
            case HEADER -> header(json);
            case BODY -> new Effect.Body(json.getBuffer("octets"));
            case ADD -> new Effect.Add(address(json));
            case REMOVE -> new Effect.Remove(address(json));
            case QUARANTINE -> new Effect.Quarantine(json.getString("reason"));
        };
    }

    private static Effect.Header header(JsonObject json) {
        Integer index = Json.whole(json, "index");
        return new Effect.Header(
                json.getString("action"), json.getString("name"), json.getString("value"), index == null ? 0 : index);
    }

    private static Address address(JsonObject json) {
        JsonObject given = json.getJsonObject("address");
        if (given == null) {
            return null;
        }
        Address address = Address.fromJson(given);
        Json.requireKnown("effect '" + json.getString("effect") + "': 'address'", given, address.toJson());
        return address;
    }

    private static Effect.Authenticated authenticated(Object user) {
        if (user instanceof String name && !name.isEmpty()) {
            return new Effect.Authenticated(name);
        }
        if (Boolean.FALSE.equals(user)) {
            return new Effect.Authenticated(null);
        }
        throw new MalformedException("effect 'authenticated' with user " + user + ", expected a name or false");
    }
}
