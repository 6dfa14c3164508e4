package dev.postern.smtp.plugins;

import dev.postern.contract.Event;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** Asks groups over the event bus. */
public final class BusPluginClient implements PluginClient {
    private final PluginRegistry registry;
    private final PluginCall.Context context;

    public BusPluginClient(EventBus bus, PluginRegistry registry, Clock clock, ServerMetrics meters) {
        this.registry = registry;
        this.context = new PluginCall.Context(bus, registry, clock, meters);
        registry.onLeave(this::left);
    }

    @Override
    public KnownGroups known() {
        return registry;
    }

    @Override
    public Future<CallResult> ask(String group, Event event, long budget) {
        return new PluginCall(context, group, event, budget).begin();
    }

    @Override
    public void send(String group, Event event) {
        List<Candidate> candidates = registry.candidates(
                group, event.stage(), List.of(), context.clock().now());
        if (!candidates.isEmpty()) {
            Target target = TargetSelector.takeTurn(TargetSelector.toInform(candidates));
            context.bus().send(target.address(), Attempt.body(target, event), Attempt.options(target));
        }
    }

    /** The breaker of a target that is not asked any more is forgotten with it. */
    private void left(String group, Target target) {
        if (target.breaker().isOpen()) {
            context.meters().breaker(group, -1);
        }
    }
}
