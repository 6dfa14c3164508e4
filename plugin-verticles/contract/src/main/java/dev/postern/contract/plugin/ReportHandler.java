package dev.postern.contract.plugin;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import io.vertx.core.Handler;
import java.util.EnumSet;
import java.util.Set;

/**
 * An observer that the configuration names: {@code observers.<name>.class}. The class is public, with a public constructor that
 * takes its options, a {@link io.vertx.core.json.JsonObject}, or nothing; it may block there. Each process makes one, before any
 * port opens, and hands it the facts of all nodes on a thread of its own, one at a time, as {@link Plugins#observe} does.
 */
public interface ReportHandler extends Handler<Report> {
    /** The stages whose facts it understands: all of them unless it says otherwise. The configuration may name some of these. */
    default Set<Stage> stages() {
        return EnumSet.allOf(Stage.class);
    }
}
