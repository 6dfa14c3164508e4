package dev.postern.smtp.testing;

import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Holds back the answers at one stage until the test opens it. Safe to use from any thread. */
public final class Gate {
    private volatile Hold hold;

    private record Hold(Stage stage, CompletableFuture<Void> asked, Promise<Void> release) {}

    /** From now on this stage waits. */
    public void hold(Stage stage) {
        hold = new Hold(stage, new CompletableFuture<>(), Promise.promise());
    }

    /** Returns when the stage is being asked. */
    public void awaitAsked() throws Exception {
        hold.asked().get(60, TimeUnit.SECONDS);
    }

    /** Lets everything pass again. */
    public void open() {
        Hold held = hold;
        hold = null;
        held.release().complete();
    }

    Future<Void> pass(Stage stage) {
        Hold held = hold;
        if (held == null || held.stage() != stage) {
            return Future.succeededFuture();
        }
        held.asked().complete(null);
        return held.release().future();
    }

    Plugin plugin() {
        return new Group(this);
    }

    private static final class Group extends Plugin {
        private final Gate gate;

        Group(Gate gate) {
            this.gate = gate;
        }

        @Override
        protected Future<Decision> onConnect(Connect event) {
            return at(Stage.CONNECT);
        }

        @Override
        protected Future<Decision> onHelo(Helo event) {
            return at(Stage.HELO);
        }

        @Override
        protected Future<Decision> onMailFrom(MailFrom event) {
            return at(Stage.MAILFROM);
        }

        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return at(Stage.RCPTTO);
        }

        @Override
        protected Future<Decision> onData(Data event) {
            return at(Stage.DATA);
        }

        @Override
        protected Future<Decision> onContent(Content event) {
            return at(Stage.CONTENT);
        }

        @Override
        protected Future<Decision> onMessage(Message event) {
            return at(Stage.MESSAGE);
        }

        @Override
        protected Future<Decision> onVerb(Verb event) {
            return at(Stage.VERB);
        }

        @Override
        protected Set<String> verbs() {
            return Set.of("NOOP");
        }

        private Future<Decision> at(Stage stage) {
            return gate.pass(stage).compose(v -> pass());
        }
    }
}
