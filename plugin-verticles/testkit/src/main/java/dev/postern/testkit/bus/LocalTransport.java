package dev.postern.testkit.bus;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.Addresses;
import dev.postern.testkit.conformance.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The way to one instance and back as within a JVM, by reference; it compares each answer with its JSON form. */
public final class LocalTransport extends RemoteTransport {
    private final Vertx vertx;
    private final List<Finding> changed = new CopyOnWriteArrayList<>();

    public LocalTransport(Vertx vertx, PluginDeployment desk) {
        super(vertx, desk);
        this.vertx = vertx;
    }

    /** Answers that are others once they have been JSON. */
    public List<Finding> changed() {
        return List.copyOf(changed);
    }

    @Override
    Future<JsonObject> answer(Event event, long budget) {
        String address = Addresses.instance(manifest().group(), manifest().node(), 0);
        return vertx.eventBus()
                .<Decision>request(address, event, Node.byReference().setSendTimeout(budget))
                .map(reply -> written(reply.body(), event));
    }

    private JsonObject written(Decision decision, Event event) {
        JsonObject json = written(decision);
        if (json == null || !Decision.fromJson(json).equals(decision)) {
            String form = json == null ? "cannot be written as JSON" : "is, in JSON, " + json.encode();
            changed.add(new Finding(Finding.Kind.CHANGED, event.stage(), "the answer " + decision + " " + form));
        }
        return json == null ? Decision.pass().toJson() : json;
    }

    private static JsonObject written(Decision decision) {
        try {
            return throughText(decision.toJson());
        } catch (EncodeException e) {
            return null;
        }
    }
}
