package dev.postern.launcher.control;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one listener, each with one JSON object. On one event loop. */
final class ControlRequests {
    /** Of the interface; each reply says it. */
    static final int VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ControlRequests.class);
    /** Milliseconds that the node's event loops have for their figures. */
    private static final long FIGURES_LIMIT = 2_000;

    private static final long MISSING_TOKEN_WINDOW = 10_000;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private static final Map<String, Route> ROUTES = new TreeMap<>(Map.of(
            "/v1/status", new Route(HttpMethod.GET, ControlRequests::status),
            "/v1/stop", new Route(HttpMethod.POST, ControlRequests::stop)));

    private final Vertx vertx;
    private final ControlledNode node;
    private final ControlOptions.Limits limits;
    private final ConnectionLimit connections;
    private final BearerToken token;
    private final MissingTokenLog missingTokens;
    private int inWork;

    private record Route(HttpMethod method, BiFunction<ControlRequests, String, Future<Reply>> action) {}

    /** @param then what happens once it is written */
    private record Reply(int status, JsonObject body, Runnable then) {
        Reply(int status, JsonObject body) {
            this(status, body, () -> {});
        }
    }

    /** @param token what callers have to show; null: nothing */
    ControlRequests(
            Vertx vertx,
            ControlledNode node,
            ControlOptions.Limits limits,
            ConnectionLimit connections,
            BearerToken token) {
        this.vertx = vertx;
        this.node = node;
        this.limits = limits;
        this.connections = connections;
        this.token = token;
        this.missingTokens = new MissingTokenLog(vertx, MISSING_TOKEN_WINDOW);
    }

    void handle(HttpServerRequest request) {
        body(request)
                .compose(body -> {
                    connections.busy(request.connection());
                    return answer(request, body);
                })
                .recover(cause -> Future.succeededFuture(refusal(request, cause)))
                .onSuccess(reply -> send(request, reply));
    }

    /** What is no HTTP, or has a line or a header that is too long. */
    void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        RequestException refusal = new RequestException(400, "this is no HTTP/1.1: " + cause.getMessage());
        if (cause instanceof TooLongHttpLineException) {
            refusal = new RequestException(
                    414, "the request line is too long, expected at most " + ControlServer.REQUEST_LINE + " octets");
        } else if (cause instanceof TooLongFrameException) {
            refusal = new RequestException(
                    431, "the header is too long, expected at most " + ControlServer.HEADER + " octets");
        }
        send(request, refusal(request, refusal));
        request.connection().close();
    }

    private Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer kept = Buffer.buffer();
        request.handler(piece -> {
            if (kept.length() + piece.length() > limits.body()) {
                whole.tryFail(new RequestException(
                        413, "the body is too long, expected at most " + limits.body() + " octets"));
            } else {
                kept.appendBuffer(piece);
            }
        });
        request.endHandler(end -> whole.tryComplete(kept));
        request.exceptionHandler(cause -> whole.tryFail(new RequestException(400, "the request was not complete")));
        return whole.future();
    }

    private Future<Reply> answer(HttpServerRequest request, Buffer body) {
        if (inWork >= limits.requests()) {
            return refuse(503, "too many requests at once, expected at most " + limits.requests() + ": try again");
        }
        if (token != null && !token.isIn(request.getHeader("Authorization"))) {
            missingTokens.add(caller(request), request.path());
            return refuse(401, "no token, or a wrong one; expected the header 'Authorization: Bearer TOKEN'");
        }
        Route route = ROUTES.get(request.path());
        if (route == null) {
            return refuse(
                    404, "there is no '" + request.path() + "'; expected " + String.join(" or ", ROUTES.keySet()));
        }
        if (!route.method().equals(request.method())) {
            return refuse(405, request.method() + " " + request.path() + ", expected " + route.method());
        }
        if (request.query() != null || !isEmpty(body)) {
            return refuse(400, request.path() + " takes no parameters; expected no query, and no body or {}");
        }
        inWork++;
        return route.action().apply(this, caller(request)).eventually(() -> {
            inWork--;
            return Future.succeededFuture();
        });
    }

    private static boolean isEmpty(Buffer body) {
        String text = body.toString().strip();
        return text.isEmpty() || text.matches("\\{\\s*}");
    }

    private static String caller(HttpServerRequest request) {
        return request.remoteAddress().isDomainSocket()
                ? "the control socket"
                : request.remoteAddress().toString();
    }

    private Future<Reply> status(String caller) {
        JsonObject about = node.about();
        Promise<JsonObject> figures = Promise.promise();
        long limit = vertx.setTimer(
                FIGURES_LIMIT,
                late -> figures.tryComplete(withoutFigures(
                        about, "no figures within " + FIGURES_LIMIT + " ms: an event loop of the node stands still")));
        figures()
                .otherwise(gone -> withoutFigures(about, "no figures any more: the event loops of the node have ended"))
                .onSuccess(known -> vertx.runOnContext(v -> {
                    vertx.cancelTimer(limit);
                    figures.tryComplete(known);
                }));
        return figures.future().map(known -> new Reply(OK, about.mergeIn(known)));
    }

    /** Fails, instead of throwing, if the node's Vert.x has been closed. */
    private Future<JsonObject> figures() {
        return Future.succeededFuture().compose(v -> node.figures());
    }

    private static JsonObject withoutFigures(JsonObject about, String why) {
        JsonArray warnings = about.getJsonArray("warnings", new JsonArray()).copy();
        return new JsonObject().put("warnings", warnings.add(why));
    }

    private Future<Reply> stop(String caller) {
        return Future.succeededFuture(new Reply(ACCEPTED, node.end(), () -> {
            LOG.info("told to stop through {}", caller);
            node.stop();
        }));
    }

    private static Future<Reply> refuse(int status, String text) {
        return Future.failedFuture(new RequestException(status, text));
    }

    private static Reply refusal(HttpServerRequest request, Throwable cause) {
        if (cause instanceof RequestException refusal) {
            return new Reply(refusal.status(), new JsonObject().put("error", refusal.getMessage()));
        }
        LOG.error("{} {} failed", request.method(), request.path(), cause);
        return new Reply(500, new JsonObject().put("error", "this failed unexpectedly; the log of the node says more"));
    }

    private void send(HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (reply.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        } else if (reply.status() == 405) {
            response.putHeader("Allow", ROUTES.get(request.path()).method().name());
        }
        JsonObject body = new JsonObject().put("version", VERSION).mergeIn(reply.body());
        response.setStatusCode(reply.status())
                .putHeader("Content-Type", "application/json")
                .end(body.encodePrettily() + "\n")
                .onComplete(written -> {
                    connections.idle(request.connection());
                    reply.then().run();
                });
    }
}
