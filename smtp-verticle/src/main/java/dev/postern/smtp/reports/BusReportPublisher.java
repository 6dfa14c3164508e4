package dev.postern.smtp.reports;

import dev.postern.contract.Close;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.contract.bus.Node;
import dev.postern.contract.wire.Addresses;
import dev.postern.smtp.telemetry.ServerMetrics;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/**
 * Counts what is told, publishes it within the node if somebody there observes it, and hands it to the herald if somebody
 * elsewhere does: what an operator and an observer see of a session is the same.
 */
public final class BusReportPublisher implements ReportPublisher {
    private static final DeliveryOptions HERE = Node.byReference();

    private final EventBus bus;
    private final Node node;
    private final RemoteReportPublisher herald;
    private final ServerMetrics meters;

    public BusReportPublisher(EventBus bus, Node node, RemoteReportPublisher herald, ServerMetrics meters) {
        this.bus = bus;
        this.node = node;
        this.herald = herald;
        this.meters = meters;
    }

    /** How a session ended is counted, whoever else observes. */
    @Override
    public boolean isHeard(Stage stage) {
        return stage == Stage.CLOSE || isObserved(stage);
    }

    private boolean isObserved(Stage stage) {
        return node.observes(stage) || herald.isHeard(stage);
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            meters.answered(event.stage(), verdict);
        }
        if (event instanceof Close close) {
            meters.closed(close);
        }
        if (isObserved(event.stage())) {
            publish(event, reply, verdicts);
        }
    }

    private void publish(Event event, Reply reply, List<Verdict> verdicts) {
        Report told = new Report(event, reply, verdicts);
        if (node.observes(event.stage())) {
            bus.publish(Addresses.told(event.stage()), told, HERE);
        }
        herald.tell(told);
    }
}
