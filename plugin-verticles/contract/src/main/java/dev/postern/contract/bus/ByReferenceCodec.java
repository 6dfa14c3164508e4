package dev.postern.contract.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes a message's body by reference; it never leaves the JVM. */
final class ByReferenceCodec implements MessageCodec<Object, Object> {
    static final String NAME = "postern.by-reference";

    @Override
    public void encodeToWire(Buffer buffer, Object body) {
        throw new IllegalStateException("a message by reference stays in its JVM: " + body.getClass());
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("a message by reference stays in its JVM");
    }

    @Override
    public Object transform(Object body) {
        return body;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
