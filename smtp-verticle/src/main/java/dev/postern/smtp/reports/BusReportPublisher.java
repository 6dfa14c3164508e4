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
 * Counts what is reported, publishes it within the node if somebody there observes it, and hands it to the publisher for other
 * nodes if somebody there does: metrics and observers see the same of a session.
 */
public final class BusReportPublisher implements ReportPublisher {
    private static final DeliveryOptions HERE = Node.byReference();

    private final EventBus bus;
    private final Node node;
    private final RemoteReportPublisher remote;
    private final ServerMetrics meters;

    public BusReportPublisher(EventBus bus, Node node, RemoteReportPublisher remote, ServerMetrics meters) {
        this.bus = bus;
        this.node = node;
        this.remote = remote;
        this.meters = meters;
    }

    /** How a session ended is counted, whoever else observes. */
    @Override
    public boolean isWanted(Stage stage) {
        return stage == Stage.CLOSE || isObserved(stage);
    }

    private boolean isObserved(Stage stage) {
        return node.observes(stage) || remote.isObserved(stage);
    }

    @Override
    public void publish(Event event, Reply reply, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            meters.answered(event.stage(), verdict);
        }
        if (event instanceof Close close) {
            meters.closed(close);
        }
        if (isObserved(event.stage())) {
            toObservers(event, reply, verdicts);
        }
    }

    private void toObservers(Event event, Reply reply, List<Verdict> verdicts) {
        Report report = new Report(event, reply, verdicts);
        if (node.observes(event.stage())) {
            bus.publish(Addresses.told(event.stage()), report, HERE);
        }
        remote.publish(report);
    }
}
