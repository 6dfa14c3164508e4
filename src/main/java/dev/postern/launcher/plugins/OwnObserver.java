package dev.postern.launcher.plugins;

import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Observer;
import dev.postern.contract.plugin.Plugins;
import dev.postern.contract.plugin.ReportHandler;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.ObserverSections;
import dev.postern.launcher.yaml.StartException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An observer that the configuration names by its class; each process that reads the configuration runs it once. */
public record OwnObserver(ObserverSections.Section section) {
    public static List<OwnObserver> all(Configuration configuration) {
        return ObserverSections.all(configuration).stream()
                .map(OwnObserver::new)
                .toList();
    }

    public String name() {
        return section.name();
    }

    /** @throws StartException naming the class and what was expected */
    public void check() {
        type().factory(section.options());
    }

    /** Completes when it is told what happens; fails with {@link StartException} if it cannot be made, or wants no such stage. */
    public Future<Observer> deploy(Vertx vertx) {
        return vertx.executeBlocking(() -> type().factory(section.options()).get())
                .compose(handler -> Plugins.observe(vertx, name(), stages(handler.stages()), handler));
    }

    private NamedClass<ReportHandler> type() {
        return new NamedClass<>(section.path("class"), section.className(), ReportHandler.class);
    }

    private Set<Stage> stages(Set<Stage> understood) {
        for (Stage stage : section.stages()) {
            if (!understood.contains(stage)) {
                String all = understood.stream().sorted().map(Stage::key).collect(Collectors.joining(", "));
                throw new StartException(section.path("stages") + ": '" + stage.key() + "' is no stage that "
                        + section.className() + " understands, expected some of " + all);
            }
        }
        return section.stages().isEmpty() ? understood : section.stages();
    }
}
