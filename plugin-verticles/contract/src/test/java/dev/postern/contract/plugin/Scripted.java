package dev.postern.contract.plugin;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;

/** A plugin that answers RCPT as a test says, and remembers what it was told. */
final class Scripted extends Plugin {
    static final BiFunction<Scripted, RcptTo, Future<Decision>> ACCEPTS = (plugin, event) -> accept();

    final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    private final BiFunction<Scripted, RcptTo, Future<Decision>> answer;

    Scripted(BiFunction<Scripted, RcptTo, Future<Decision>> answer) {
        this.answer = answer;
    }

    static Scripted answering(Promise<Decision> promise) {
        return new Scripted((plugin, event) -> promise.future());
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return answer.apply(this, event);
    }

    @Override
    protected void onReset(Reset event) {
        told.add(event);
    }

    @Override
    protected void onClose(Close event) {
        told.add(event);
    }
}
