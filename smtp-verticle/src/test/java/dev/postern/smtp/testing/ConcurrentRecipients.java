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

/** A group that takes many RCPTs at once; each waits until the test lets it go. Safe to use from any thread. */
public final class ConcurrentRecipients {
    private final Map<String, Promise<Decision>> waiting = new ConcurrentHashMap<>();

    public Plugin plugin() {
        return new Hall(this);
    }

    /** Returns when all of these are being asked about, and nobody else. */
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

    private static final class Hall extends Plugin {
        private final ConcurrentRecipients crowd;

        Hall(ConcurrentRecipients crowd) {
            this.crowd = crowd;
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            Promise<Decision> decided = Promise.promise();
            crowd.waiting.put(event.recipient().address().local(), decided);
            return decided.future();
        }

        @Override
        protected Set<Stage> concurrent() {
            return Set.of(Stage.RCPTTO);
        }
    }
}
