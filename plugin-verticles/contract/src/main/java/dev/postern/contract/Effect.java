package dev.postern.contract;

import static dev.postern.contract.Stage.AUTHENTICATE;
import static dev.postern.contract.Stage.CLOSE;
import static dev.postern.contract.Stage.CONNECT;
import static dev.postern.contract.Stage.CONTENT;
import static dev.postern.contract.Stage.DELIVER;
import static dev.postern.contract.Stage.HELO;
import static dev.postern.contract.Stage.MAILFROM;
import static dev.postern.contract.Stage.MESSAGE;
import static dev.postern.contract.Stage.RCPTTO;
import static dev.postern.contract.Stage.RESET;
import static dev.postern.contract.Stage.VERB;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a decision asks for beside yes or no. Effects are applied before the reply is sent. */
public sealed interface Effect {
    /** The kinds of effects, each with the stages that allow it. */
    enum Kind {
        /** Octets to the client, between replies only. */
        SEND(anyAsked()),
        /** Replaces what the group keeps with the connection. */
        DATA(anyAsked()),
        /** Lets the verdict wait, 60 s at most. */
        DELAY(anyAsked()),
        /** Says who the client is. */
        AUTHENTICATED(EnumSet.range(CONNECT, RCPTTO)),
        /** Text and status of a positive reply; never its code, never that of 354. */
        REPLY(EnumSet.of(CONNECT, HELO, AUTHENTICATE, MAILFROM, RCPTTO, CONTENT, MESSAGE, DELIVER, VERB)),
        /** Adds or hides EHLO keywords. */
        EXTENSIONS(EnumSet.of(HELO)),
        /** Rewrites the sender. */
        SENDER(EnumSet.of(MAILFROM, CONTENT)),
        /** Rewrites a recipient. */
        RECIPIENT(EnumSet.of(RCPTTO, CONTENT, MESSAGE)),
        /** Says which inbox takes the recipient's message. */
        INBOX(EnumSet.of(RCPTTO, MESSAGE)),
        /** Adds, inserts, changes or deletes a header field. */
        HEADER(EnumSet.of(CONTENT, MESSAGE)),
        /** Replaces the body. */
        BODY(EnumSet.of(CONTENT)),
        /** Adds a recipient. */
        ADD(EnumSet.of(CONTENT)),
        /** Removes a recipient. */
        REMOVE(EnumSet.of(CONTENT)),
        /** Holds the message until it is released. */
        QUARANTINE(EnumSet.of(CONTENT));

        private final Set<Stage> stages;

        Kind(Set<Stage> stages) {
            this.stages = stages;
        }

        private static Set<Stage> anyAsked() {
            return EnumSet.complementOf(EnumSet.of(RESET, CLOSE));
        }

        /** The name in JSON and configuration, as {@code authenticated}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean allowedAt(Stage stage) {
            return stages.contains(stage);
        }

        private static Kind of(String key) {
            for (Kind kind : values()) {
                if (kind.key().equals(key)) {
                    return kind;
                }
            }
            throw new MalformedException("unknown effect '" + key + "'");
        }
    }

    Kind kind();

    /** The arguments in JSON form; they stand beside the effect's name. */
    JsonObject arguments();

    /** {@code send}: these octets go to the client as they are. */
    record Send(Buffer octets) implements Effect {
        public Send {
            Json.required("octets", octets);
        }

        @Override
        public Kind kind() {
            return Kind.SEND;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("octets", octets);
        }
    }

    /** {@code data}: what the group keeps from now on, at most {@value #DATA_LIMIT} octets encoded. */
    record Data(JsonObject data) implements Effect {
        public Data {
            data = Json.required("data", data).copy();
        }

        @Override
        public Kind kind() {
            return Kind.DATA;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("data", data.copy());
        }
    }

    /** {@code delay}: 0 to 60,000 milliseconds. */
    record Delay(long milliseconds) implements Effect {
        public Delay {
            if (milliseconds < 0 || milliseconds > DELAY_LIMIT) {
                throw new MalformedException("a delay of " + milliseconds + " ms, expected 0 to " + DELAY_LIMIT);
            }
        }

        @Override
        public Kind kind() {
            return Kind.DELAY;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("milliseconds", milliseconds);
        }
    }

    /** {@code authenticated}: the client is this user; null says that it is nobody, and refuses a login. */
    record Authenticated(String user) implements Effect {
        @Override
        public Kind kind() {
            return Kind.AUTHENTICATED;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("user", user == null ? Boolean.FALSE : user);
        }
    }

    /** {@code reply}: another status (class 2, or null to leave it) and text for a positive reply. */
    record ReplyText(String status, List<String> text) implements Effect {
        public ReplyText {
            text = new Reply(250, status, text).text();
        }

        @Override
        public Kind kind() {
            return Kind.REPLY;
        }

        @Override
        public JsonObject arguments() {
            return Json.put(new JsonObject(), "status", status).put("text", Json.array(text, line -> line));
        }
    }

    /** {@code extensions}: EHLO lines to add, as {@code XFOO bar}, and keywords to hide. */
    record Extensions(List<String> add, List<String> hide) implements Effect {
        public Extensions {
            add = List.copyOf(add);
            hide = List.copyOf(hide);
            add.forEach(Reply::requireLine);
            hide.forEach(Reply::requireLine);
        }

        @Override
        public Kind kind() {
            return Kind.EXTENSIONS;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject()
                    .put("add", Json.array(add, line -> line))
                    .put("hide", Json.array(hide, keyword -> keyword));
        }
    }

    /** {@code sender}: the transaction's reverse-path from now on. */
    record NewSender(Address address) implements Effect {
        public NewSender {
            Json.required("address", address);
        }

        @Override
        public Kind kind() {
            return Kind.SENDER;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("address", address.toJson());
        }
    }

    /** {@code recipient}: the recipient in question (at {@code content}: {@code of}) becomes this address. */
    record NewRecipient(Address of, Address address) implements Effect {
        public NewRecipient {
            Json.required("address", address);
        }

        @Override
        public Kind kind() {
            return Kind.RECIPIENT;
        }

        @Override
        public JsonObject arguments() {
            JsonObject json = Json.put(new JsonObject(), "of", of == null ? null : of.toJson());
            return json.put("address", address.toJson());
        }
    }

    /** {@code inbox}: the group that takes the message for this recipient. */
    record Inbox(String group) implements Effect {
        public Inbox {
            if (group == null || group.isEmpty()) {
                throw new MalformedException("effect 'inbox' without a group, expected its name");
            }
        }

        @Override
        public Kind kind() {
            return Kind.INBOX;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("group", group);
        }
    }

    /**
     * {@code header}: a change of the header.
     *
     * @param action {@code add} (at the end), {@code insert} (before the field of that index), {@code change} or {@code
     *     delete}
     * @param name the field's name
     * @param value unfolded, or null to delete
     * @param index which of the fields of that name, from 0
     */
    record Header(String action, String name, String value, int index) implements Effect {
        /** @throws MalformedException if a part breaks the rules of a header field (RFC 5322 2.2) */
        public Header {
            if (!List.of("add", "insert", "change", "delete").contains(Json.required("action", action))) {
                throw new MalformedException("header action '" + action + "', expected add, insert, change or delete");
            }
            if (!Json.required("name", name).matches("[!-9;-~]{1,76}")) {
                throw new MalformedException("header name '" + name + "', expected printable ASCII without ':'");
            }
            if ("delete".equals(action) ? value != null : value == null) {
                throw new MalformedException("header action '" + action + "', expected a value, and none to delete");
            }
            if (value != null && value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0) || index < 0) {
                throw new MalformedException("a header value holds no CR, LF or NUL, and an index is 0 or more");
            }
        }

        @Override
        public Kind kind() {
            return Kind.HEADER;
        }

        @Override
        public JsonObject arguments() {
            JsonObject json = new JsonObject().put("action", action).put("name", name);
            return Json.put(json, "value", value).put("index", index);
        }
    }

    /** {@code body}: the message has this body from now on. */
    record Body(Buffer octets) implements Effect {
        public Body {
            Json.required("octets", octets);
        }

        @Override
        public Kind kind() {
            return Kind.BODY;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("octets", octets);
        }
    }

    /** {@code add}: one more recipient. */
    record Add(Address address) implements Effect {
        public Add {
            Json.required("address", address);
        }

        @Override
        public Kind kind() {
            return Kind.ADD;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("address", address.toJson());
        }
    }

    /** {@code remove}: one recipient less. */
    record Remove(Address address) implements Effect {
        public Remove {
            Json.required("address", address);
        }

        @Override
        public Kind kind() {
            return Kind.REMOVE;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("address", address.toJson());
        }
    }

    /** {@code quarantine}: the message is held, for this reason, until it is released. */
    record Quarantine(String reason) implements Effect {
        public Quarantine {
            Json.required("reason", reason);
        }

        @Override
        public Kind kind() {
            return Kind.QUARANTINE;
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("reason", reason);
        }
    }

    /** The most octets of a group's data, encoded as JSON: 64 KiB. */
    int DATA_LIMIT = 64 * 1024;

    /** The longest delay in milliseconds. */
    long DELAY_LIMIT = 60_000;

    default JsonObject toJson() {
        return new JsonObject().put("effect", kind().key()).mergeIn(arguments());
    }

    /** @throws MalformedException if this is no effect, or has an argument that the effect does not know */
    static Effect fromJson(JsonObject json) {
        Kind kind = Kind.of(Json.required("effect", json.getString("effect")));
        Effect effect = read(kind, json);
        Json.requireKnown("effect '" + kind.key() + "'", json, effect.toJson());
        return effect;
    }

    private static Effect read(Kind kind, JsonObject json) {
        return switch (kind) {
            case SEND -> new Send(json.getBuffer("octets"));
            case DATA -> new Data(json.getJsonObject("data"));
            case DELAY -> new Delay(Json.required("milliseconds", json.getLong("milliseconds")));
            case AUTHENTICATED -> authenticated(json.getValue("user"));
            case REPLY -> new ReplyText(json.getString("status"), Json.strings(json, "text"));
            case EXTENSIONS -> new Extensions(Json.strings(json, "add"), Json.strings(json, "hide"));
            case SENDER -> new NewSender(address(json));
            case RECIPIENT -> new NewRecipient(Json.object(json, "of", Address::fromJson), address(json));
            case INBOX -> new Inbox(json.getString("group"));
            case HEADER ->
                new Header(
                        json.getString("action"),
                        json.getString("name"),
                        json.getString("value"),
                        Json.integer(json, "index", 0));
            case BODY -> new Body(json.getBuffer("octets"));
            case ADD -> new Add(address(json));
            case REMOVE -> new Remove(address(json));
            case QUARANTINE -> new Quarantine(json.getString("reason"));
        };
    }

    private static Address address(JsonObject json) {
        return Json.object(json, "address", Address::fromJson);
    }

    private static Authenticated authenticated(Object user) {
        if (user instanceof String name && !name.isEmpty()) {
            return new Authenticated(name);
        }
        if (Boolean.FALSE.equals(user)) {
            return new Authenticated(null);
        }
        throw new MalformedException("effect 'authenticated' with user " + user + ", expected a name or false");
    }
}
