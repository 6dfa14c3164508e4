package dev.postern.launcher;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugins;
import java.io.IOException;
import java.util.Set;

/**
 * A process of its own that observes every stage and prints each fact, one line each. It ends with the process that started it.
 */
public final class ObservingNode {
    /** Begins the line of a fact. */
    public static final String MARK = "TOLD ";

    private ObservingNode() {}

    public static void main(String[] args) throws IOException {
        Launch launch = new Launch(
                System.out,
                System.err,
                node -> node.vertx()
                        .compose(vertx ->
                                Plugins.observe(vertx, "printer", Set.of(Stage.values()), ObservingNode::print)));
        Launch.Outcome outcome = launch.run(args, System.getenv());
        if (outcome.node().isPresent()) {
            System.in.transferTo(System.out);
        }
        Runtime.getRuntime().halt(outcome.exitCode());
    }

    private static void print(Report told) {
        System.out.println(MARK + told.toJson().encode());
    }
}
