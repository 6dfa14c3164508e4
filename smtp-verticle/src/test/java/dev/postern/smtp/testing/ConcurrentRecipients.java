package dev.postern.smtp.testing;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A group that decides many RCPTs at once, each when the test says so. Safe to use from any thread. */
public final class ConcurrentRecipients {
    private final Map<String, Promise<Decision>> waiting = new ConcurrentHashMap<>();

    public Plugin plugin() {
        return new Group(this);
    }

    /** Returns when the group is being asked about these recipients, and no others. */
    public void await(String... recipients) throws Exception {
        TestServer.eventually(
                "waiting: " + Set.of(recipients), () -> waiting.keySet().equals(Set.of(recipients)));
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    public void pass(String... recipients) {
        for (String recipient : recipients) {
            waiting.remove(recipient).complete(Decision.pass());
        }
    }

    private static final class Group extends Plugin {
        private final ConcurrentRecipients recipients;

        Group(ConcurrentRecipients recipients) {
            this.recipients = recipients;
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            Promise<Decision> decided = Promise.promise();
            recipients.waiting.put(event.recipient().address().local(), decided);
            return decided.future();
        }

        @Override
        protected Set<Stage> concurrent() {
            return Set.of(Stage.RCPTTO);
        }
    }
}
