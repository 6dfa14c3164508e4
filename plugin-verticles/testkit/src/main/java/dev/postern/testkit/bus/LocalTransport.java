package dev.postern.testkit.bus;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.PluginDeployment;
import dev.postern.contract.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries events to one instance by reference, as within a JVM, and compares each answer with its JSON form. */
public final class LocalTransport extends RemoteTransport {
    /** @param text the answer, and its form as JSON */
    public record Changed(Stage stage, String text) {}

    private final Vertx vertx;
    private final List<Changed> changed = new CopyOnWriteArrayList<>();

    public LocalTransport(Vertx vertx, PluginDeployment desk) {
        super(vertx, desk);
        this.vertx = vertx;
    }

    /** Answers that are others once they have been JSON. */
    public List<Changed> changed() {
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
            changed.add(new Changed(event.stage(), "the answer " + decision + " " + form));
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
