package dev.postern.smtp.testing;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** The inbox of a test server: takes every message, once the gate lets it. */
final class TestInbox extends Plugin {
    private final List<Buffer> delivered;
    private final List<String> closed;
    private final Gate gate;

    /**
     * Its instances share these.
     *
     * @param delivered gets each message
     * @param closed gets the id of each connection that has closed
     */
    TestInbox(List<Buffer> delivered, List<String> closed, Gate gate) {
        this.delivered = delivered;
        this.closed = closed;
        this.gate = gate;
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return gate.pass(Stage.DELIVER)
                .compose(v -> ContentReader.of(vertx, event).all(100_000_000))
                .onSuccess(delivered::add)
                .compose(all -> delivered(event));
    }

    @Override
    protected void onClose(Close event) {
        closed.add(event.connection());
    }

    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME", "SMTPUTF8", "BINARYMIME");
    }
}
