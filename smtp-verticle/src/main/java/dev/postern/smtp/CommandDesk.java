package dev.postern.smtp;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.CommandKind;
import dev.postern.contract.CommandRequest;
import dev.postern.contract.MalformedException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the commands of groups on the connections of one SMTP verticle, and sees to it that each is answered. They apply as
 * they arrive, on the verticle's event loop.
 */
final class CommandDesk {
    static final int OPEN_LIMIT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);

    private final Function<String, ? extends Live> connections;
    private final Map<CommandKind, Action> actions;
    private int open;

    /** @param connections the connection of an id, or null; asked with null too */
    CommandDesk(Function<String, ? extends Live> connections) {
        this(connections, Actions.all());
    }

    CommandDesk(Function<String, ? extends Live> connections, Map<CommandKind, Action> actions) {
        this.connections = connections;
        this.actions = actions;
    }

    /** Answers a request, in any case. */
    void handle(Message<?> request) {
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
        Live live = connections.apply(request.connection());
        if (live == null) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("no connection " + request.connection() + " here");
        }
        String group = live.session().connection().groupOf(request.key());
        if (group == null) {
            throw CommandFailure.FORBIDDEN.because("not a key of connection " + request.connection());
        }
        if (!live.session().chain().link(group).mayUse(request.kind().key())) {
            throw CommandFailure.FORBIDDEN.because(
                    "command '" + request.kind().key() + "' is not among what group " + group + " may do");
        }
        return actions.get(request.kind()).carryOut(live, group, request);
    }

    /** Whatever has no name of its own is a mistake of ours. */
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
        return request instanceof JsonObject json ? Entry.inOneLine(String.valueOf(json.getValue("connection"))) : null;
    }
}
