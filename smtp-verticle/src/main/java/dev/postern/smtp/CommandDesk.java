package dev.postern.smtp;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Common;
import dev.postern.contract.ContentReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Takes the commands of groups on the connections of one SMTP verticle: {@code content}. */
final class CommandDesk {
    private static final int OPEN_LIMIT = 1000;
    private static final List<String> REQUIRED = List.of("transaction", "offset", "length");

    private final Function<String, Session> sessions;
    private int open;

    /** @param sessions the session of a connection id, or null */
    CommandDesk(Function<String, Session> sessions) {
        this.sessions = sessions;
    }

    /** Answers a request, in any case. */
    void handle(Message<JsonObject> request) {
        if (open >= OPEN_LIMIT) {
            fail(request, CommandFailure.BUSY.because(OPEN_LIMIT + " commands are open"));
            return;
        }
        open++;
        Future<JsonObject> reply;
        try {
            reply = carryOut(request.body());
        } catch (ClassCastException | NullPointerException e) {
            reply = Future.failedFuture(CommandFailure.MALFORMED.because(e.getMessage()));
        }
        reply.onComplete(done -> {
            open--;
            if (done.succeeded()) {
                request.reply(done.result());
            } else {
                fail(request, done.cause());
            }
        });
    }

    private Future<JsonObject> carryOut(JsonObject request) {
        if (!Integer.valueOf(Common.VERSION).equals(request.getValue("v"))) {
            return refuse(
                    CommandFailure.MALFORMED, "version " + request.getValue("v") + ", expected " + Common.VERSION);
        }
        String connection = request.getString("connection");
        Session session = connection == null ? null : sessions.apply(connection);
        if (session == null) {
            return refuse(CommandFailure.UNKNOWN_CONNECTION, "no connection " + connection);
        }
        String command = request.getString("command");
        String group = session.connection().groupOf(request.getString("key"));
        if (group == null || !session.chain().link(group).mayUse(command)) {
            return refuse(
                    CommandFailure.FORBIDDEN,
                    group == null ? "not a key of this connection" : command + " by " + group);
        }
        return "content".equals(command)
                ? content(session, request.getJsonObject("arguments"))
                : refuse(CommandFailure.MALFORMED, "command '" + command + "', expected content");
    }

    private Future<JsonObject> content(Session session, JsonObject arguments) {
        for (String name : REQUIRED) {
            if (arguments == null || arguments.getValue(name) == null) {
                return refuse(CommandFailure.MALFORMED, "argument '" + name + "' is missing");
            }
        }
        String which = arguments.getString("which", "current");
        long offset = arguments.getLong("offset");
        int length = arguments.getInteger("length");
        if (!which.equals("current") && !which.equals("original")) {
            return refuse(CommandFailure.MALFORMED, "which '" + which + "', expected current or original");
        }
        if (offset < 0 || length < 1 || length > ContentReader.PIECE_LIMIT) {
            return refuse(
                    CommandFailure.MALFORMED,
                    "offset " + offset + ", length " + length + ", expected length 1 to " + ContentReader.PIECE_LIMIT);
        }
        Settlement.Readable content = session.settlement().readable(arguments.getString("transaction"));
        if (content == null) {
            return refuse(CommandFailure.GONE, "transaction " + arguments.getString("transaction"));
        }
        Buffer head = which.equals("current") ? content.head() : null;
        return content.stored()
                .read(head, offset, length)
                .map(octets -> new JsonObject().put("octets", octets))
                .recover(cause -> refuse(CommandFailure.GONE, cause.getMessage()));
    }

    private static Future<JsonObject> refuse(CommandFailure failure, String reason) {
        return Future.failedFuture(failure.because(reason));
    }

    private static void fail(Message<JsonObject> request, Throwable cause) {
        int code = cause instanceof ReplyException reply ? reply.failureCode() : CommandFailure.MALFORMED.code();
        request.fail(code, cause.getMessage());
    }
}
