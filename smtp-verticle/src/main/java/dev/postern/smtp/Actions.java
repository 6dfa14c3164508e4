package dev.postern.smtp;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.CommandKind;
import dev.postern.contract.CommandReply;
import dev.postern.contract.CommandRequest;
import dev.postern.contract.Info;
import dev.postern.contract.Reply;
import dev.postern.contract.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands, each with what it does; all but {@code content} are done at once. */
final class Actions {
    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

    private Actions() {}

    static Map<CommandKind, Action> all() {
        Map<CommandKind, Action> actions = new EnumMap<>(CommandKind.class);
        actions.put(CommandKind.INFO, (live, group, request) -> done(info(live.session())));
        actions.put(CommandKind.SEND, Actions::send);
        actions.put(
                CommandKind.AUTHENTICATED,
                (live, group, request) ->
                        done(CommandReply.user(connection(live).client().user())));
        actions.put(CommandKind.SET_AUTHENTICATED, Actions::setAuthenticated);
        actions.put(
                CommandKind.SECURE,
                (live, group, request) ->
                        done(CommandReply.tls(connection(live).client().tls())));
        actions.put(
                CommandKind.DATA,
                (live, group, request) ->
                        done(CommandReply.data(connection(live).data(group))));
        actions.put(CommandKind.SET_DATA, Actions::setData);
        actions.put(CommandKind.CONTENT, Actions::content);
        actions.put(CommandKind.DISCONNECT, Actions::disconnect);
        return actions;
    }

    private static JsonObject info(Session session) {
        Connection connection = session.connection();
        Transaction open = session.transaction();
        return new Info(
                        connection.id(),
                        open == null ? null : open.id(),
                        connection.sequence(),
                        connection.client(),
                        open == null ? null : open.sender(),
                        open == null ? List.of() : open.recipients())
                .toJson();
    }

    private static Future<JsonObject> send(Live live, String group, CommandRequest request) {
        Buffer octets = request.octets();
        live.send(octets);
        return done(CommandReply.written(octets.length()));
    }

    private static Future<JsonObject> setAuthenticated(Live live, String group, CommandRequest request) {
        String user = request.user();
        connection(live).authenticated(user);
        LOG.info(
                "[{}] group {} says that the client is {}",
                live.session().id(),
                group,
                user == null ? "nobody" : "known");
        return done(CommandReply.done());
    }

    private static Future<JsonObject> setData(Live live, String group, CommandRequest request) {
        State kept = connection(live).setData(group, request.data(), request.revision());
        return done(CommandReply.revision(kept));
    }

    private static Future<JsonObject> disconnect(Live live, String group, CommandRequest request) {
        Reply last = request.reply();
        live.disconnect(last);
        LOG.info("[{}] group {} disconnects the client: {}", live.session().id(), group, last);
        return done(CommandReply.done());
    }

    private static Future<JsonObject> content(Live live, String group, CommandRequest request) {
        CommandRequest.Piece piece = request.piece();
        Settlement.Readable content = live.session().settlement().readable(piece.transaction());
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

    private static Connection connection(Live live) {
        return live.session().connection();
    }

    private static Future<JsonObject> done(JsonObject reply) {
        return Future.succeededFuture(reply);
    }
}
