package dev.postern.contract.wire;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Effect;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Reply;
import dev.postern.contract.json.Json;
import dev.postern.contract.json.Keyed;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/**
 * A command as it travels: {@code {v, command, connection, key, arguments}}. It is read strictly, as decisions are: an unknown
 * command or argument is MALFORMED. The arguments are read one by one, so that a wrong key is found before a wrong argument;
 * each method below throws a {@link ReplyException} with the code of MALFORMED or TOO_LARGE, naming the value and what was
 * expected.
 *
 * @param connection the connection's id, or null if the request has none
 * @param key says which group speaks; or null
 * @param arguments must not be changed
 */
public record CommandRequest(CommandKind kind, String connection, String key, JsonObject arguments) {
    /** The most octets of one {@code send}: 64 KiB. */
    public static final int SEND_LIMIT = 64 * 1024;

    /** The most octets in one piece of {@code content}: 48 KiB. */
    public static final int PIECE_LIMIT = 48 * 1024;

    private static final int SHOWN = 100;

    /** A part of the message that command {@code content} asks for. */
    public record Piece(String transaction, boolean original, long offset, int length) {}

    /** Without the key and the arguments: a record's text may end in a log. */
    @Override
    public String toString() {
        return "CommandRequest[" + kind.key() + " on " + connection + "]";
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("v", EventHeader.VERSION)
                .put("command", kind.key())
                .put("connection", connection)
                .put("key", key)
                .put("arguments", arguments);
    }

    /**
     * @param body whatever has arrived
     * @throws ReplyException MALFORMED if it is no command
     */
    public static CommandRequest of(Object body) {
        if (!(body instanceof JsonObject json)) {
            throw malformed("the request", body, "an object");
        }
        if (!Integer.valueOf(EventHeader.VERSION).equals(json.getValue("v"))) {
            throw malformed("version", json.getValue("v"), String.valueOf(EventHeader.VERSION));
        }
        CommandKind kind = kind(json.getValue("command"));
        Object given = json.getValue("arguments");
        if (given != null && !(given instanceof JsonObject)) {
            throw malformed("arguments", given, "an object");
        }
        JsonObject arguments = given == null ? new JsonObject() : (JsonObject) given;
        requireKnown(kind, arguments);
        return new CommandRequest(kind, text(json, "connection"), text(json, "key"), arguments);
    }

    /** Of {@code send}: 64 KiB at most, else TOO_LARGE. */
    public Buffer octets() {
        Buffer octets = argument("octets", Buffer.class, "octets in base64url");
        return requireSize("octets", octets, octets.length(), SEND_LIMIT);
    }

    /** Of {@code setAuthenticated}: a name, or null for nobody. */
    public String user() {
        Object user = arguments.getValue("user");
        if (user == null || Boolean.FALSE.equals(user)) {
            return null;
        }
        if (user instanceof String name && !name.isEmpty()) {
            return name;
        }
        throw malformed("argument 'user'", user, "a name, or false for nobody");
    }

    /** Of {@code setData}: 64 KiB at most encoded, else TOO_LARGE. */
    public JsonObject data() {
        JsonObject data = argument("data", JsonObject.class, "an object");
        return requireSize("data", data, data.toBuffer().length(), Effect.DATA_LIMIT);
    }

    /** Of {@code setData}: that which the data is to replace. */
    public long revision() {
        return argument("revision", Long.class, "a whole number");
    }

    /** Of {@code disconnect}: 4xx or 5xx. */
    public Reply reply() {
        JsonObject json = argument("reply", JsonObject.class, "an object");
        Reply reply;
        try {
            reply = Reply.fromJson(json);
            Json.requireKnown("argument 'reply'", json, reply.toJson());
        } catch (MalformedException | ClassCastException e) {
            throw CommandFailure.MALFORMED.because("argument 'reply': " + e.getMessage());
        }
        if (reply.isPositive()) {
            throw malformed("argument 'reply'", reply, "a code from 400 to 599");
        }
        return reply;
    }

    /** Of {@code content}. */
    public Piece piece() {
        String transaction = argument("transaction", String.class, "text");
        long offset = argument("offset", Long.class, "a whole number");
        long length = argument("length", Long.class, "a whole number");
        Object which = arguments.getValue("which", "current");
        if (!"current".equals(which) && !"original".equals(which)) {
            throw malformed("argument 'which'", which, "'original' or 'current'");
        }
        if (offset < 0) {
            throw malformed("argument 'offset'", offset, "0 or more");
        }
        if (length < 1 || length > PIECE_LIMIT) {
            throw malformed("argument 'length'", length, "1 to " + PIECE_LIMIT);
        }
        return new Piece(transaction, "original".equals(which), offset, (int) length);
    }

    /** Throws what the owner of the connection would answer to these arguments, without asking it. */
    public void check() {
        switch (kind) {
            case SEND -> octets();
            case SET_AUTHENTICATED -> user();
            case SET_DATA -> {
                data();
                revision();
            }
            case CONTENT -> piece();
            case DISCONNECT -> reply();
            default -> {}
        }
    }

    private <T> T argument(String name, Class<T> type, String expected) {
        Object value = arguments.getValue(name);
        if (value == null) {
            throw CommandFailure.MALFORMED.because("argument '" + name + "' is missing");
        }
        Object read = read(name, value, type);
        if (!type.isInstance(read)) {
            throw malformed("argument '" + name + "'", value, expected);
        }
        return type.cast(read);
    }

    /** The value in the form that the type has in Java, or as it is. */
    private Object read(String name, Object value, Class<?> type) {
        if (type == Long.class && value instanceof Integer number) {
            return number.longValue();
        }
        if (type == Buffer.class && value instanceof String) {
            try {
                return arguments.getBuffer(name);
            } catch (IllegalArgumentException e) {
                return value;
            }
        }
        return value;
    }

    private static CommandKind kind(Object name) {
        return Keyed.find(CommandKind.values(), name)
                .orElseThrow(() -> malformed("command", name, "one of " + Keyed.keys(CommandKind.values())));
    }

    /** A misspelt name must not be lost in silence. */
    private static void requireKnown(CommandKind kind, JsonObject arguments) {
        for (String name : arguments.fieldNames()) {
            if (!kind.arguments().contains(name)) {
                String known = kind.arguments().isEmpty() ? "none" : String.join(", ", kind.arguments());
                throw malformed("an argument of " + kind.key(), name, known);
            }
        }
    }

    private static <T> T requireSize(String name, T value, int size, int limit) {
        if (size > limit) {
            throw CommandFailure.TOO_LARGE.because(
                    "argument '" + name + "' of " + size + " octets, expected at most " + limit);
        }
        return value;
    }

    private static String text(JsonObject json, String name) {
        Object value = json.getValue(name);
        if (value != null && !(value instanceof String)) {
            throw malformed("'" + name + "'", value, "text");
        }
        return (String) value;
    }

    private static ReplyException malformed(String what, Object value, String expected) {
        String shown = String.valueOf(value);
        return CommandFailure.MALFORMED.because(what + " is '"
                + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown) + "', expected " + expected);
    }
}
