package dev.postern.launcher;

import dev.postern.contract.Decision;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * A process of its own with the group {@code counter}: it counts the commands of a connection in its {@code data}, and says in
 * each reply how many there were and which process says so. It ends with the process that started it.
 */
public final class CountingNode {
    private CountingNode() {}

    private static final class Counter extends Plugin {
        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return Future.succeededFuture(counted(Decision.pass(), event.data()));
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return Future.succeededFuture(counted(Decision.accept(), event.data()));
        }

        @Override
        protected void onGone(String node) {
            System.out.println("gone: " + node);
        }

        private static Decision counted(Decision decision, JsonObject data) {
            int count = data.getInteger("count", 0) + 1;
            String reply =
                    "number " + count + " by process " + ProcessHandle.current().pid();
            return decision.withData(data.copy().put("count", count)).withReply(reply);
        }
    }

    private static void hear(JsonObject message) {
        if ("bye".equals(message.getString("say")) && message.containsKey("server")) {
            System.out.println("bye: " + message.getString("node"));
        }
    }

    public static void main(String[] args) throws IOException {
        Launch launch = new Launch(
                System.out,
                System.err,
                node -> node.vertx()
                        .onSuccess(vertx -> Node.of(vertx).onRegistration(CountingNode::hear))
                        .compose(vertx -> Plugins.deploy(vertx, GroupOptions.eventLoop("counter"), Counter::new)));
        Launch.Outcome outcome = launch.run(args, System.getenv());
        if (outcome.node().isPresent()) {
            System.in.transferTo(System.out);
        }
        Runtime.getRuntime().halt(outcome.exitCode());
    }
}
