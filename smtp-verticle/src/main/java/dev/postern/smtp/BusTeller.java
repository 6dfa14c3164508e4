package dev.postern.smtp;

import dev.postern.contract.Addresses;
import dev.postern.contract.Event;
import dev.postern.contract.Node;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Told;
import dev.postern.contract.Verdict;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** Publishes facts within the node, and only if somebody there observes them. */
final class BusTeller implements Teller {
    private static final DeliveryOptions HERE = Node.byReference();

    private final EventBus bus;
    private final Node node;

    BusTeller(EventBus bus, Node node) {
        this.bus = bus;
        this.node = node;
    }

    @Override
    public boolean isHeard(Stage stage) {
        return node.observes(stage);
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        if (node.observes(event.stage())) {
            bus.publish(Addresses.told(event.stage()), new Told(event, reply, verdicts), HERE);
        }
    }
}
