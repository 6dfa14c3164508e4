package dev.postern.launcher.command;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Speaks to one node, a request a connection. */
final class ControlClient {
    private static final int CONNECT_LIMIT = 5_000;
    /** Milliseconds from one piece of a reply to the next. */
    private static final int SILENCE_LIMIT = 10_000;

    private final HttpClient client;
    private final RequestOptions request;
    private final String name;
    private final BooleanSupplier removed;

    /** @param removed whether what is connected to is not even there any more */
    private ControlClient(HttpClient client, RequestOptions request, String name, BooleanSupplier removed) {
        this.client = client;
        this.request = request.setConnectTimeout(CONNECT_LIMIT).setIdleTimeout(SILENCE_LIMIT);
        this.name = name;
        this.removed = removed;
    }

    /** Over a unix socket. */
    static ControlClient of(Vertx vertx, Path socket) {
        RequestOptions request = new RequestOptions()
                .setServer(SocketAddress.domainSocketAddress(socket.toString()))
                .setHost("localhost");
        return new ControlClient(
                vertx.createHttpClient(options()), request, socket.toString(), () -> !Files.exists(socket));
    }

    /**
     * By TCP.
     *
     * @param url http or https, with a port
     * @param authorities PEM; null for what Java believes
     */
    static ControlClient of(Vertx vertx, URI url, String token, Path authorities) {
        boolean tls = "https".equals(url.getScheme());
        boolean path = !url.getRawPath().isEmpty() && !url.getRawPath().equals("/");
        if (!tls && !"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0 || path) {
            throw new CommandException(
                    ExitCode.WRONG, "--url " + url + ": expected https://HOST:PORT, or http:// without TLS");
        }
        HttpClientOptions options = options();
        if (authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
        }
        RequestOptions request = new RequestOptions()
                .setHost(url.getHost().replaceAll("[\\[\\]]", ""))
                .setPort(url.getPort())
                .setSsl(tls)
                .putHeader(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        return new ControlClient(vertx.createHttpClient(options), request, url.toString(), () -> false);
    }

    /** What it speaks to, for people. */
    String name() {
        return name;
    }

    /** Whether a failure means that nobody accepts there any more. */
    boolean isGone(Throwable cause) {
        return cause instanceof ConnectException || removed.getAsBoolean();
    }

    Future<JsonObject> get(String path) {
        return send(HttpMethod.GET, path);
    }

    Future<JsonObject> post(String path) {
        return send(HttpMethod.POST, path);
    }

    private Future<JsonObject> send(HttpMethod method, String path) {
        return client.request(new RequestOptions(request).setMethod(method).setURI(path))
                .compose(sent -> sent.send())
                .compose(response -> response.body().compose(body -> read(response.statusCode(), body)));
    }

    /** A reply that is no success becomes a failure with what the node said. */
    private Future<JsonObject> read(int status, Buffer body) {
        try {
            JsonObject reply = body.toJsonObject();
            return status < 300
                    ? Future.succeededFuture(reply)
                    : Future.failedFuture(new CommandException(
                            ExitCode.REFUSED,
                            name + " said no (" + status + "): " + reply.getString("error"),
                            "",
                            new JsonObject().put("status", status)));
        } catch (DecodeException | ClassCastException e) {
            return Future.failedFuture(new CommandException(
                    ExitCode.REFUSED, name + " answered " + status + " without JSON: it is no control interface"));
        }
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions().setKeepAlive(false).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }
}
