package dev.postern.smtp;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** A client's socket whose every move the test makes. */
final class ScriptedSocket {
    private final StringBuilder said = new StringBuilder();
    private final NetSocket socket;
    private Handler<Buffer> arrived;
    private Handler<Void> drained;
    private Handler<Void> gone;
    private boolean closing;
    private boolean paused;
    private boolean full;

    ScriptedSocket() {
        socket = (NetSocket) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {NetSocket.class}, (proxy, method, arguments) -> {
                    Object result = call(method.getName(), arguments);
                    return method.getReturnType() == Future.class
                            ? Future.succeededFuture()
                            : result == null ? proxy : result;
                });
    }

    @SuppressWarnings("unchecked")
    private Object call(String method, Object[] arguments) {
        switch (method) {
            case "handler" -> arrived = (Handler<Buffer>) arguments[0];
            case "drainHandler" -> drained = (Handler<Void>) arguments[0];
            case "closeHandler" -> gone = (Handler<Void>) arguments[0];
            case "write" -> said.append(arguments[0]);
            case "close" -> closing = true;
            case "pause" -> paused = true;
            case "resume" -> paused = false;
            case "writeQueueFull" -> {
                return full;
            }
            case "remoteAddress" -> {
                return SocketAddress.inetSocketAddress(4711, "192.0.2.1");
            }
            default -> {}
        }
        return null;
    }

    NetSocket socket() {
        return socket;
    }

    /** The client sends this. */
    void send(String text) {
        arrived.handle(Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the client reads what the server says. */
    void reads(boolean on) {
        full = !on;
        if (on) {
            drained.handle(null);
        }
    }

    /** The socket is closed. */
    void close() {
        gone.handle(null);
    }

    /** All that was said to the client since the last call. */
    String said() {
        String all = said.toString();
        said.setLength(0);
        return all;
    }

    boolean isClosing() {
        return closing;
    }

    boolean isPaused() {
        return paused;
    }
}
