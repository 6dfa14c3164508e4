package dev.postern;

import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Consumer;

/** A group that declares every stage but {@code authenticate}, has no opinion, and remembers what it was asked. */
final class Witness extends Plugin {
    private final Consumer<Event> memory;

    Witness(Consumer<Event> memory) {
        this.memory = memory;
    }

    @Override
    protected Set<String> verbs() {
        return Set.of("VRFY", "NOOP");
    }

    @Override
    protected Future<Decision> onConnect(Connect event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onSecure(Secure event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onHelo(Helo event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onMailFrom(MailFrom event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onData(Data event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onContent(Content event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onMessage(Message event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return seen(event);
    }

    @Override
    protected Future<Decision> onVerb(Verb event) {
        return seen(event);
    }

    @Override
    protected void onReset(Reset event) {
        memory.accept(event);
    }

    @Override
    protected void onClose(Close event) {
        memory.accept(event);
    }

    private Future<Decision> seen(Event event) {
        memory.accept(event);
        return pass();
    }
}
