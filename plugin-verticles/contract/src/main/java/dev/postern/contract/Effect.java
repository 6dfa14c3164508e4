package dev.postern.contract;

import dev.postern.contract.json.EhloLine;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a decision asks for beside yes or no. Effects are applied before the reply is sent. */
public sealed interface Effect {
    default EffectKind kind() {
        return EffectKind.of(this);
    }

    /** {@code send}: these octets, {@value #SEND_LIMIT} at most, go to the client as they are, before the reply. */
    record Send(Buffer octets) implements Effect {
        public Send {
            int length = Json.required("octets", octets).length();
            if (length > SEND_LIMIT) {
                throw new MalformedException("effect 'send' of " + length + " octets, expected at most " + SEND_LIMIT);
            }
        }
    }

    /** {@code data}: what the group keeps from now on, at most {@value #DATA_LIMIT} octets encoded. */
    record Data(JsonObject data) implements Effect {
        public Data {
            data = Json.required("data", data).copy();
        }
    }

    /** {@code delay}: 0 to 60,000 milliseconds. */
    record Delay(long milliseconds) implements Effect {
        public Delay {
            if (milliseconds < 0 || milliseconds > DELAY_LIMIT) {
                throw new MalformedException("a delay of " + milliseconds + " ms, expected 0 to " + DELAY_LIMIT);
            }
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
    }

    /** {@code reply}: another status (class 2, or null to leave it) and text for a positive reply. */
    record ReplyText(String status, List<String> text) implements Effect {
        public ReplyText {
            text = new Reply(250, status, text).text();
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
            add.forEach(EhloLine::requireLine);
            add.forEach(Reply::requireLine);
            hide.forEach(EhloLine::requireKeyword);
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
    }

    /** {@code inbox}: the group that takes the message for this recipient. */
    record Inbox(String group) implements Effect {
        private static final Pattern GROUP = Pattern.compile("[a-z][a-z0-9-]{0,62}");

        /** Whether a group can be called so. */
        public static boolean isGroup(String name) {
            return GROUP.matcher(name).matches();
        }

        public Inbox {
            if (!isGroup(Json.required("group", group))) {
                throw new MalformedException("effect 'inbox' with group '" + group
                        + "', expected lower-case letters, digits and '-', a letter first");
            }
        }
    }

    /**
     * {@code header}: a change of the header.
     *
     * @param name the field's name
     * @param value unfolded, or null to delete
     * @param index from 0; to change and delete: which of the fields of that name; to insert: the place of the new field among all
     *     fields, 0 being before the first; to add: 0
     */
    record Header(Action action, String name, String value, int index) implements Effect {
        /** What is done to the header. */
        public enum Action implements Keyed {
            /** A new field behind all others. */
            ADD,
            /** A new field at a place among all fields. */
            INSERT,
            /** Another value for a field. */
            CHANGE,
            /** One field less. */
            DELETE;

            private final String key = name().toLowerCase(Locale.ROOT);

            @Override
            public String key() {
                return key;
            }
        }

        /** @throws MalformedException if a part breaks the rules of a header field (RFC 5322 2.2) */
        public Header {
            String what = "header action '" + Json.required("action", action).key() + "'";
            if (!Json.required("name", name).matches("[!-9;-~]{1,76}")) {
                throw new MalformedException("header name '" + name + "', expected printable ASCII without ':'");
            }
            if (action == Action.DELETE ? value != null : value == null) {
                throw new MalformedException(what + ", expected a value, and none to delete");
            }
            if (value != null && value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new MalformedException("a header value holds no CR, LF or NUL");
            }
            if (index < 0 || action == Action.ADD && index > 0) {
                throw new MalformedException(what + " with index " + index + ", expected 0"
                        + (action == Action.ADD ? ": a field is added behind all others" : " or more"));
            }
        }
    }

    /** {@code body}: the message has this body from now on. */
    record Body(Buffer octets) implements Effect {
        public Body {
            Json.required("octets", octets);
        }
    }

    /** {@code add}: one more recipient. */
    record Add(Address address) implements Effect {
        public Add {
            Json.required("address", address);
        }
    }

    /** {@code remove}: one recipient less. */
    record Remove(Address address) implements Effect {
        public Remove {
            Json.required("address", address);
        }
    }

    /** {@code quarantine}: the message is held, for this reason, until it is released. */
    record Quarantine(String reason) implements Effect {
        public Quarantine {
            Json.required("reason", reason);
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

    /** {@link Send}. */
    static Effect send(Buffer octets) {
        return new Send(octets);
    }

    /** {@link Data}. */
    static Effect data(JsonObject data) {
        return new Data(data);
    }

    /** {@link Delay}. */
    static Effect delay(long milliseconds) {
        return new Delay(milliseconds);
    }

    /** {@link Authenticated}. */
    static Effect authenticated(String user) {
        return new Authenticated(user);
    }

    /** {@link ReplyText}, with the status as it is. */
    static Effect reply(String... text) {
        return new ReplyText(null, List.of(text));
    }

    /** {@link Extensions}. */
    static Effect extensions(List<String> add, List<String> hide) {
        return new Extensions(add, hide);
    }

    /** {@link NewSender}. */
    static Effect sender(Address address) {
        return new NewSender(address);
    }

    /** {@link NewRecipient} of {@code rcptto} and {@code message}. */
    static Effect recipient(Address address) {
        return new NewRecipient(null, address);
    }

    /** {@link Inbox}. */
    static Effect inbox(String group) {
        return new Inbox(group);
    }

    default JsonObject toJson() {
        return EffectJson.write(this);
    }

    /** @throws MalformedException if this is no effect, or has an argument that the effect does not know */
    static Effect fromJson(JsonObject json) {
        return EffectJson.read(json);
    }
}
