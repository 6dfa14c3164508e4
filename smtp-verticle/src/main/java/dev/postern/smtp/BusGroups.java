package dev.postern.smtp;

import dev.postern.contract.Answers;
import dev.postern.contract.Decision;
import dev.postern.contract.Declaration;
import dev.postern.contract.Event;
import dev.postern.contract.MalformedException;
import dev.postern.contract.Node;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks groups over the event bus: by reference in this JVM, as JSON elsewhere. */
final class BusGroups implements Groups {
    private static final Logger LOG = LoggerFactory.getLogger(BusGroups.class);
    private static final int OPEN_LIMIT = 1000;
    /** The server's own clock ends an ask; the bus's timeout only keeps its books clean. */
    private static final long BACKSTOP = 5_000;

    private final EventBus bus;
    private final Roster roster;
    private final Clock clock;

    BusGroups(EventBus bus, Roster roster, Clock clock) {
        this.bus = bus;
        this.roster = roster;
        this.clock = clock;
    }

    @Override
    public long revision() {
        return roster.revision();
    }

    @Override
    public Declaration declaration(String group) {
        return roster.declaration(group);
    }

    @Override
    public boolean isLocal(String group) {
        return roster.isLocal(group);
    }

    @Override
    public Future<Answer> ask(String group, Event event, long budget) {
        Roster.Target target = roster.choose(group, event.stage());
        if (target == null) {
            return Future.succeededFuture(Answer.failed(
                    Failure.NO_INSTANCE,
                    "nobody of the group is there for " + event.stage().key(),
                    null,
                    0));
        }
        if (target.openAsks() >= OPEN_LIMIT) {
            String reason = OPEN_LIMIT + " asks are open already";
            return Future.succeededFuture(Answer.failed(Failure.OVERLOAD, reason, target.address(), 0));
        }
        return new Ask(target, event).begin(budget);
    }

    @Override
    public void send(String group, Event event) {
        Roster.Target target = roster.choose(group, event.stage());
        if (target != null) {
            bus.send(target.address(), body(target, event), options(target));
        }
    }

    private static Object body(Roster.Target target, Event event) {
        return target.local() ? event : event.toJson();
    }

    private static DeliveryOptions options(Roster.Target target) {
        return target.local() ? Node.byReference() : new DeliveryOptions();
    }

    /** One ask, from its begin to its one end. */
    private final class Ask {
        private final Roster.Target target;
        private final Event event;
        private final Promise<Answer> answer = Promise.promise();
        private final long began = System.nanoTime();
        private Clock.Alarm alarm;

        Ask(Roster.Target target, Event event) {
            this.target = target;
            this.event = event;
        }

        Future<Answer> begin(long budget) {
            target.begin();
            alarm = clock.after(budget, () -> end(failed(Failure.TIMEOUT, "no answer within " + budget + " ms")));
            DeliveryOptions options = options(target).setSendTimeout(budget + BACKSTOP);
            bus.request(target.address(), body(target, event), options).onComplete(reply -> end(read(reply)));
            return answer.future();
        }

        private void end(Answer given) {
            if (answer.tryComplete(given)) {
                alarm.cancel();
                target.done();
            } else if (given.failure() == null) {
                LOG.info(
                        "[{}] {} answered {} at {} too late, after {} ms: it changes nothing",
                        event.connection(),
                        target.address(),
                        given.decision().kind().key(),
                        event.stage().key(),
                        given.milliseconds());
            }
        }

        private Answer read(AsyncResult<Message<Object>> reply) {
            if (reply.failed()) {
                return failure(reply.cause());
            }
            Object body = reply.result().body();
            if (body instanceof Decision decision) {
                return Answer.decided(decision, target.address(), elapsed());
            }
            if (!(body instanceof JsonObject)) {
                return failed(Failure.MALFORMED, "an answer of " + body + ", expected a JSON object");
            }
            try {
                return Answer.decided(Decision.fromJson((JsonObject) body), target.address(), elapsed());
            } catch (MalformedException e) {
                return failed(Failure.MALFORMED, e.getMessage());
            }
        }

        private Answer failure(Throwable cause) {
            if (!(cause instanceof ReplyException)) {
                return failed(Failure.EXCEPTION, String.valueOf(cause));
            }
            ReplyException reply = (ReplyException) cause;
            return switch (reply.failureType()) {
                case NO_HANDLERS -> failed(Failure.NO_INSTANCE, "nobody listens at the address");
                case TIMEOUT -> failed(Failure.TIMEOUT, reply.getMessage());
                case RECIPIENT_FAILURE ->
                    failed(
                            reply.failureCode() == Answers.MALFORMED ? Failure.MALFORMED : Failure.EXCEPTION,
                            reply.getMessage());
                case ERROR -> failed(Failure.EXCEPTION, reply.getMessage());
            };
        }

        private Answer failed(Failure failure, String reason) {
            return Answer.failed(failure, reason, target.address(), elapsed());
        }

        private double elapsed() {
            return (System.nanoTime() - began) / 1000 / 1000.0;
        }
    }
}
