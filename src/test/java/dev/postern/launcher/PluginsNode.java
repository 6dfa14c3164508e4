package dev.postern.launcher;

import dev.postern.contract.Connect;
import dev.postern.contract.Decision;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import io.vertx.core.Future;
import java.io.IOException;

/**
 * A process of its own with plugins: what {@code --deploy} names, and one that is no part of Postern. It ends with the process
 * that started it.
 */
public final class PluginsNode {
    private PluginsNode() {}

    /** Tells each client in the greeting which process has let it in. */
    private static final class Doorman extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            String greeting = "let in by process " + ProcessHandle.current().pid();
            return Future.succeededFuture(Decision.pass().withReply(greeting));
        }
    }

    public static void main(String[] args) throws IOException {
        Launch launch = new Launch(
                System.out,
                System.err,
                node -> node.vertx()
                        .compose(vertx -> Plugins.deploy(vertx, GroupOptions.eventLoop("doorman"), Doorman::new)));
        Launch.Outcome outcome = launch.run(args, System.getenv());
        if (outcome.node().isPresent()) {
            System.in.transferTo(System.out);
        }
        Runtime.getRuntime().halt(outcome.exitCode());
    }
}
