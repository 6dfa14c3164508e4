package dev.postern.testkit;

import dev.postern.contract.Decision;
import dev.postern.contract.DecisionKind;
import dev.postern.contract.Event;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.DecisionRules;
import dev.postern.contract.wire.Declaration;
import dev.postern.testkit.bus.RemoteTransport;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** Asks a plugin, and reads what it answered as strictly as a server does. */
final class Answer {
    /** How often an occasion may be asked again because a plugin said {@code retry}. */
    private static final int ROUNDS = 3;

    private Answer() {}

    /** @return fails with {@link PluginFailure} where a server would see the group fail */
    static Future<Decision> of(RemoteTransport transport, Event event) {
        return transport
                .ask(event)
                .map(json -> read(json, event, transport.manifest().declaration()))
                .compose(Answer::unlessFailed)
                .recover(cause -> Future.failedFuture(failure(cause, event)));
    }

    private static Decision read(JsonObject json, Event event, Declaration declaration) {
        Decision decision = Decision.fromJson(json);
        String objection = DecisionRules.objection(decision, event.stage(), declaration);
        if (objection != null) {
            throw new MalformedException(objection);
        }
        if (decision.kind() == DecisionKind.RETRY && event.round() >= ROUNDS) {
            throw new MalformedException("decision 'retry' in round " + event.round()
                    + ", expected another: an occasion is asked again " + ROUNDS + " times");
        }
        return decision;
    }

    private static Future<Decision> unlessFailed(Decision decision) {
        return decision instanceof Decision.Failed failed
                ? Future.failedFuture(new PluginFailure(PluginFailure.Kind.EXCEPTION, failed.text(), null))
                : Future.succeededFuture(decision);
    }

    private static PluginFailure failure(Throwable cause, Event event) {
        if (cause instanceof PluginFailure failed) {
            return failed;
        }
        if (RemoteTransport.isSilence(cause)) {
            String text = "no answer within " + event.common().turn().budget() + " ms";
            return new PluginFailure(PluginFailure.Kind.TIMEOUT, text, cause);
        }
        boolean thrown = cause instanceof ReplyException reply && reply.failureCode() != AskErrors.MALFORMED;
        PluginFailure.Kind kind = thrown ? PluginFailure.Kind.EXCEPTION : PluginFailure.Kind.MALFORMED;
        return new PluginFailure(kind, cause.getMessage(), cause);
    }
}
