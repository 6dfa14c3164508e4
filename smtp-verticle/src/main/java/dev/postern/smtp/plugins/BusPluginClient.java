package dev.postern.smtp.plugins;

import dev.postern.contract.Event;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** Asks groups over the event bus. */
public final class BusPluginClient implements PluginClient {
    private final PluginCall.Means means;

    public BusPluginClient(EventBus bus, PluginRegistry roster, Clock clock, ServerMetrics meters) {
        this.means = new PluginCall.Means(bus, roster, clock, meters);
        roster.onLeave(this::left);
    }

    @Override
    public long revision() {
        return means.roster().revision();
    }

    @Override
    public Declaration declaration(String group) {
        return means.roster().declaration(group);
    }

    @Override
    public boolean isLocal(String group) {
        return means.roster().isLocal(group);
    }

    @Override
    public Future<CallResult> ask(String group, Event event, long budget) {
        return new PluginCall(means, group, event, budget).begin();
    }

    @Override
    public void send(String group, Event event) {
        List<Candidate> candidates = means.roster()
                .candidates(group, event.stage(), List.of(), means.clock().now());
        if (!candidates.isEmpty()) {
            Target target = TargetSelector.takeTurn(TargetSelector.toInform(candidates));
            means.bus().send(target.address(), Attempt.body(target, event), Attempt.options(target));
        }
    }

    /** With a desk its breakers are gone. */
    private void left(GroupNode desk) {
        desk.leave();
        for (Target target : desk.targets()) {
            if (target.breaker().isOpen()) {
                means.meters().breaker(desk.manifest().group(), -1);
            }
        }
    }
}
