package dev.postern.smtp.connection;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.Reply;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.CommandReply;
import dev.postern.contract.wire.CommandRequest;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.delivery.EndOfData;
import dev.postern.smtp.session.Transaction;
import dev.postern.smtp.telemetry.LogLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the commands of groups on the connections of one SMTP verticle, and answers each. They apply as
 * they arrive, on the verticle's event loop.
 */
public final class ControlHandler {
    static final int OPEN_LIMIT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

    private final Function<String, ? extends ControlledConnection> connections;
    private int open;

    /** A connection as commands reach it. Throws the command's failure where it cannot be done. */
    public interface ControlledConnection {
        CommandDispatcher dispatcher();

        /** Octets to the client as they are, between two replies. */
        void send(Buffer octets);

        /** A last reply, and the end; a {@code deliver} that is open comes first. */
        void disconnect(Reply last);
    }

    /** @param connections the connection of an id, or null; asked with null too */
    public ControlHandler(Function<String, ? extends ControlledConnection> connections) {
        this.connections = connections;
    }

    /** Answers a request, in any case. */
    public void handle(Message<?> request) {
        if (open >= OPEN_LIMIT) {
            fail(request, CommandFailure.BUSY.because(OPEN_LIMIT + " commands are open"));
            return;
        }
        open++;
        answer(request.body()).onComplete(done -> {
            open--;
            if (done.succeeded()) {
                request.reply(done.result());
            } else {
                fail(request, done.cause());
            }
        });
    }

    private Future<JsonObject> answer(Object body) {
        try {
            return carryOut(CommandRequest.of(body));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<JsonObject> carryOut(CommandRequest request) {
        ControlledConnection live = connections.apply(request.connection());
        if (live == null) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("no connection " + request.connection() + " here");
        }
        String group = live.dispatcher().connection().groupOf(request.key());
        if (group == null) {
            throw CommandFailure.FORBIDDEN.because("not a key of connection " + request.connection());
        }
        if (!live.dispatcher()
                .session()
                .stages()
                .chain()
                .link(group)
                .mayUse(request.kind().key())) {
            throw CommandFailure.FORBIDDEN.because(
                    "command '" + request.kind().key() + "' is not among what group " + group + " may do");
        }
        return carryOut(live, group, request);
    }

    /** All but {@code content} are done at once. */
    private static Future<JsonObject> carryOut(ControlledConnection live, String group, CommandRequest request) {
        ConnectionState connection = live.dispatcher().connection();
        return switch (request.kind()) {
            case INFO -> done(info(live.dispatcher()));
            case SEND -> done(send(live, request.octets()));
            case AUTHENTICATED -> done(CommandReply.user(connection.client().user()));
            case SET_AUTHENTICATED -> done(setAuthenticated(connection, group, request.user()));
            case SECURE -> done(CommandReply.tls(connection.client().tls()));
            case DATA -> done(CommandReply.data(connection.data(group)));
            case SET_DATA -> done(setData(connection, group, request));
            case CONTENT -> content(live.dispatcher(), request.piece());
            case DISCONNECT -> done(disconnect(live, group, request.reply()));
        };
    }

    private static JsonObject info(CommandDispatcher dispatcher) {
        ConnectionState connection = dispatcher.connection();
        Transaction open = dispatcher.transaction();
        return new ConnectionInfo(
                        connection.id(),
                        open == null ? null : open.id(),
                        connection.sequence(),
                        connection.client(),
                        open == null ? null : open.sender(),
                        open == null ? List.of() : open.recipients())
                .toJson();
    }

    private static JsonObject send(ControlledConnection live, Buffer octets) {
        live.send(octets);
        return CommandReply.written(octets.length());
    }

    private static JsonObject setAuthenticated(ConnectionState connection, String group, String user) {
        connection.authenticated(user);
        LOG.info("[{}] group {} says that the client is {}", connection.id(), group, user == null ? "nobody" : "known");
        return CommandReply.done();
    }

    private static JsonObject setData(ConnectionState connection, String group, CommandRequest request) {
        ConnectionData kept = connection.setData(group, request.data(), request.revision());
        return CommandReply.revision(kept);
    }

    private static JsonObject disconnect(ControlledConnection live, String group, Reply last) {
        live.disconnect(last);
        LOG.info("[{}] group {} disconnects the client: {}", live.dispatcher().id(), group, last);
        return CommandReply.done();
    }

    private static Future<JsonObject> content(CommandDispatcher dispatcher, CommandRequest.Piece piece) {
        EndOfData.Readable content = dispatcher.readable(piece.transaction());
        if (content == null) {
            return Future.failedFuture(gone(piece, "is settled, or none of this connection"));
        }
        return content.stored()
                .read(piece.original() ? null : content.head(), piece.offset(), piece.length())
                .map(CommandReply::octets)
                .recover(cause -> Future.failedFuture(gone(piece, cause.getMessage())));
    }

    private static Throwable gone(CommandRequest.Piece piece, String reason) {
        return CommandFailure.GONE.because("transaction " + piece.transaction() + ": " + reason);
    }

    private static Future<JsonObject> done(JsonObject reply) {
        return Future.succeededFuture(reply);
    }

    /** Any other exception is a fault of the server. */
    private static void fail(Message<?> request, Throwable cause) {
        if (cause instanceof ReplyException reply) {
            request.fail(reply.failureCode(), reply.getMessage());
        } else if (cause instanceof MalformedException) {
            fail(request, CommandFailure.MALFORMED.because(cause.getMessage()));
        } else {
            LOG.error("[{}] a command failed", connection(request.body()), cause);
            request.fail(CommandFailure.NO_ANSWER.code(), "NO_ANSWER: internal error");
        }
    }

    private static String connection(Object request) {
        return request instanceof JsonObject json
                ? LogLine.inOneLine(String.valueOf(json.getValue("connection")))
                : null;
    }
}
