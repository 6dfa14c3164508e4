package dev.postern.contract;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a decision asks for beside yes or no. Effects are applied before the reply is sent. */
public sealed interface Effect {
    default EffectKind kind() {
        return EffectKind.of(this);
    }

    /** The arguments in JSON form; they stand beside the effect's name. */
    JsonObject arguments();

    /** {@code send}: these octets, {@value #SEND_LIMIT} at most, go to the client as they are, before the reply. */
    record Send(Buffer octets) implements Effect {
        public Send {
            int length = Json.required("octets", octets).length();
            if (length > SEND_LIMIT) {
                throw new MalformedException("effect 'send' of " + length + " octets, expected at most " + SEND_LIMIT);
            }
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
        public JsonObject arguments() {
            return new JsonObject().put("milliseconds", milliseconds);
        }
    }

    /** {@code authenticated}: the client is this user; null says that it is nobody, and refuses a login. */
    record Authenticated(String user) implements Effect {
        public Authenticated {
            boolean named = user == null
                    || !user.isEmpty()
                            && user.length() <= USER_LIMIT
                            && user.chars().noneMatch(Character::isISOControl);
            if (!named) {
                throw new MalformedException("effect 'authenticated' with a user of " + user.length()
                        + " characters, expected 1 to " + USER_LIMIT + " without controls, or null for nobody");
            }
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
        public JsonObject arguments() {
            return Json.put(new JsonObject(), "status", status).put("text", Json.array(text, line -> line));
        }
    }

    /**
     * {@code extensions}: EHLO lines to add (RFC 5321 4.1.1.1), as {@code XFOO bar}, and keywords to hide. Hiding comes first,
     * so that a line can be replaced; an added keyword may also be used as a parameter of MAIL and RCPT.
     */
    record Extensions(List<String> add, List<String> hide) implements Effect {
        /** @throws MalformedException if a line is not a keyword with printable words behind it */
        public Extensions {
            add = List.copyOf(add);
            hide = List.copyOf(hide);
            add.forEach(line -> EhloLine.require(line, EhloLine.LINE));
            hide.forEach(keyword -> EhloLine.require(keyword, EhloLine.KEYWORD));
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
        /** @throws MalformedException if it is neither a mailbox nor {@code <>} */
        public NewSender {
            if (!Json.required("address", address).isEmpty()) {
                address.requireMailbox();
            }
        }

        @Override
        public JsonObject arguments() {
            return new JsonObject().put("address", address.toJson());
        }
    }

    /**
     * {@code recipient}: the recipient in question becomes this address.
     *
     * @param of at {@code content}, where it may be given for several, the recipient as it stands in the event; else null
     */
    record NewRecipient(Address of, Address address) implements Effect {
        public NewRecipient {
            Json.required("address", address).requireMailbox();
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
            if (!GroupOptions.isName(Json.required("group", group))) {
                throw new MalformedException("effect 'inbox' with group '" + group
                        + "', expected lower-case letters, digits and '-', a letter first");
            }
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
        public JsonObject arguments() {
            return new JsonObject().put("reason", reason);
        }
    }

    /** The most octets of a group's data, encoded as JSON: 64 KiB. */
    int DATA_LIMIT = 64 * 1024;

    /** The most octets that one {@code send} takes: 64 KiB. */
    int SEND_LIMIT = 64 * 1024;

    /** The longest name of a user, in characters. */
    int USER_LIMIT = 512;

    /** The longest delay in milliseconds. */
    long DELAY_LIMIT = 60_000;

    default JsonObject toJson() {
        return new JsonObject().put("effect", kind().key()).mergeIn(arguments());
    }

    /** @throws MalformedException if this is no effect, or has an argument that the effect does not know */
    static Effect fromJson(JsonObject json) {
        return EffectReader.read(json);
    }
}
