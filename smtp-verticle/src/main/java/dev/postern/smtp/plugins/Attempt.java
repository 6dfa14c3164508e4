package dev.postern.smtp.plugins;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.bus.Node;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.AskErrors;
import io.vertx.core.AsyncResult;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/** One message of a call, to one target, and its answer. */
final class Attempt implements Target.Caller {
    private final PluginCall call;
    private final Target target;
    private final int number;
    private boolean missed;
    private boolean ended;

    /** @param number counts from 0 */
    Attempt(PluginCall call, Target target, int number) {
        this.call = call;
        this.target = target;
        this.number = number;
    }

    Target target() {
        return target;
    }

    int number() {
        return number;
    }

    /** Remembers that no answer came in time; true if that is new. */
    boolean miss() {
        boolean first = !missed;
        missed = true;
        return first;
    }

    /** No answer of it counts any more. */
    void end() {
        ended = true;
    }

    boolean isWaiting() {
        return !ended;
    }

    @Override
    public void silent(String why) {
        call.silent(this, why);
    }

    @Override
    public void gone(String why) {
        call.gone(this, why);
    }

    void send(EventBus bus, Event event, long timeout) {
        target.begin(this);
        bus.request(target.address(), body(target, event), options(target).setSendTimeout(timeout))
                .onComplete(this::receive);
    }

    /** By reference in this JVM, as JSON elsewhere. */
    static Object body(Target target, Event event) {
        return target.isLocal() ? event : event.toJson();
    }

    static DeliveryOptions options(Target target) {
        return target.isLocal() ? Node.byReference() : new DeliveryOptions();
    }

    private void receive(AsyncResult<Message<Object>> reply) {
        if (reply.succeeded()) {
            call.answered(this, read(reply.result().body()));
            return;
        }
        String reason = reply.cause().getMessage();
        ReplyFailure type =
                reply.cause() instanceof ReplyException exception ? exception.failureType() : ReplyFailure.ERROR;
        switch (type) {
            // No consumer is at the address, or the one there had stopped: no plugin has seen the event.
            case NO_HANDLERS -> call.over(this, Failure.NO_INSTANCE, "nobody listens at the address");
            // The bus dropped the message before a handler saw it.
            case TIMEOUT -> call.over(this, Failure.TIMEOUT, reason);
            case RECIPIENT_FAILURE -> call.answered(this, refused((ReplyException) reply.cause(), reason));
            case ERROR -> call.answered(this, call.failed(this, Failure.EXCEPTION, reason));
        }
    }

    private CallResult refused(ReplyException refusal, String reason) {
        boolean malformed = refusal.failureCode() == AskErrors.MALFORMED;
        return call.failed(this, malformed ? Failure.MALFORMED : Failure.EXCEPTION, reason);
    }

    private CallResult read(Object body) {
        if (body instanceof Decision decision) {
            return decided(decision);
        }
        if (!(body instanceof JsonObject)) {
            return call.failed(this, Failure.MALFORMED, "an answer of " + body + ", expected a JSON object");
        }
        try {
            return decided(Decision.fromJson((JsonObject) body));
        } catch (MalformedException e) {
            return call.failed(this, Failure.MALFORMED, e.getMessage());
        }
    }

    private CallResult decided(Decision decision) {
        return decision instanceof Decision.Failed failed
                ? call.failed(this, Failure.EXCEPTION, failed.text())
                : call.decided(this, decision);
    }
}
