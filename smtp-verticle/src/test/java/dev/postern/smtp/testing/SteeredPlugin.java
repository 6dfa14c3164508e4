package dev.postern.smtp.testing;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Content;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A group that the test controls: it sees the events, and answers at the stages that it holds; elsewhere the group passes. Safe to use from any thread. */
public final class SteeredPlugin {
    private final BlockingQueue<Ask> asks = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> informed = new LinkedBlockingQueue<>();
    private final Set<Stage> held = ConcurrentHashMap.newKeySet();

    /** An event, and its answer. */
    public record Ask(Event event, Promise<Decision> answer) {
        /** The commands with a key from JSON, as a plugin on any node has it. */
        public ConnectionCommands commands(Vertx vertx) {
            return ConnectionCommands.of(
                    vertx, ConnectionKey.fromJson(ConnectionKey.of(event).toJson()));
        }
    }

    /** From now on these stages wait for the test's answer. */
    public SteeredPlugin holds(Stage... stages) {
        held.addAll(Set.of(stages));
        return this;
    }

    void lets(Stage stage) {
        held.remove(stage);
    }

    /** The next event of this stage. */
    public Ask ask(Stage stage) throws Exception {
        while (true) {
            Ask ask = asks.poll(60, TimeUnit.SECONDS);
            if (ask == null) {
                throw new AssertionError("never asked at " + stage.key());
            }
            if (ask.event().stage() == stage) {
                return ask;
            }
        }
    }

    public Reset reset() throws Exception {
        return (Reset) informed(Stage.RESET);
    }

    public Close close() throws Exception {
        return (Close) informed(Stage.CLOSE);
    }

    private Event informed(Stage stage) throws Exception {
        while (true) {
            Event event = informed.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("never informed of " + stage.key());
            }
            if (event.stage() == stage) {
                return event;
            }
        }
    }

    private Future<Decision> answer(Event event) {
        Ask ask = new Ask(event, Promise.promise());
        asks.add(ask);
        return held.contains(event.stage()) ? ask.answer().future() : Future.succeededFuture(Decision.pass());
    }

    public Plugin plugin() {
        return new Group(this);
    }

    private static final class Group extends Plugin {
        private final SteeredPlugin steered;

        Group(SteeredPlugin steered) {
            this.steered = steered;
        }

        @Override
        protected Future<Decision> onConnect(Connect event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onSecure(Secure event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return steered.answer(event);
        }

        @Override
        protected Future<Decision> onContent(Content event) {
            return steered.answer(event);
        }

        @Override
        protected void onReset(Reset event) {
            steered.informed.add(event);
        }

        @Override
        protected void onClose(Close event) {
            steered.informed.add(event);
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN");
        }
    }
}
