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

/** Publishes facts within the node if somebody there observes them, and hands them to the herald if somebody elsewhere does. */
final class BusTeller implements Teller {
    private static final DeliveryOptions HERE = Node.byReference();

    private final EventBus bus;
    private final Node node;
    private final Herald herald;

    BusTeller(EventBus bus, Node node, Herald herald) {
        this.bus = bus;
        this.node = node;
        this.herald = herald;
    }

    @Override
    public boolean isHeard(Stage stage) {
        return node.observes(stage) || herald.isHeard(stage);
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        if (!isHeard(event.stage())) {
            return;
        }
        Told told = new Told(event, reply, verdicts);
        if (node.observes(event.stage())) {
            bus.publish(Addresses.told(event.stage()), told, HERE);
        }
        herald.tell(told);
    }
}
