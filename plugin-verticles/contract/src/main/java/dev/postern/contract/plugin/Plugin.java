package dev.postern.contract.plugin;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.ConnectionKey;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Declaration;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The base class of a plugin verticle. A plugin overrides the stages that it cares about and answers each with a decision;
 * what it declares to the servers follows from what it overrides. Its start and stop are those of any verticle.
 *
 * <p>{@link Plugins#deploy} makes instances of it, which are interchangeable: what a plugin wants to remember of a connection
 * goes into its {@code data} ({@link Decision#withData}), never into a field.
 *
 * <p>An exception, a failed future or null as an answer is a failure of the group, and the configuration says what a failure
 * costs ({@code on-failure}).
 */
public abstract class Plugin extends VerticleBase {
    protected Future<Decision> onConnect(Connect event) {
        return pass();
    }

    protected Future<Decision> onSecure(Secure event) {
        return pass();
    }

    protected Future<Decision> onHelo(Helo event) {
        return pass();
    }

    protected Future<Decision> onAuthenticate(Authenticate event) {
        return pass();
    }

    protected Future<Decision> onMailFrom(MailFrom event) {
        return pass();
    }

    protected Future<Decision> onRcptTo(RcptTo event) {
        return pass();
    }

    protected Future<Decision> onData(Data event) {
        return pass();
    }

    protected Future<Decision> onContent(Content event) {
        return pass();
    }

    protected Future<Decision> onMessage(Message event) {
        return pass();
    }

    /** A plugin that overrides this is an inbox. */
    protected Future<Decision> onDeliver(Deliver event) {
        return pass();
    }

    protected Future<Decision> onVerb(Verb event) {
        return pass();
    }

    /** The place to clean up after a transaction that was not taken; nothing is answered. */
    protected void onReset(Reset event) {}

    /** The place to clean up after a connection; nothing is answered. */
    protected void onClose(Close event) {}

    /**
     * A node of SMTP servers has died: connections whose id begins with this node, and a {@code -}, are gone, and no
     * {@link #onClose} will come for them. Called once on each instance. The node may only have been cut off or stopped for a
     * while: if it comes back, its connections go on as if nothing had happened.
     */
    protected void onGone(String node) {}

    /** The SASL mechanisms that {@link #onAuthenticate} can decide, in upper case: {@code PLAIN}, {@code LOGIN}. */
    protected Set<String> mechanisms() {
        return Set.of();
    }

    /** The verbs that {@link #onVerb} wants to see, in upper case. */
    protected Set<String> verbs() {
        return Set.of();
    }

    /** The EHLO keywords that this inbox honours, as {@code 8BITMIME} and {@code SMTPUTF8}. */
    protected Set<String> extensions() {
        return Set.of();
    }

    /** The stages at which several asks of one connection may be open at once. */
    protected Set<Stage> concurrent() {
        return Set.of();
    }

    /** Commands on the connection of an event, now or later ({@link ConnectionKey} is what can be kept for later). */
    protected final ConnectionCommands commands(Event event) {
        return ConnectionCommands.of(vertx, event);
    }

    /** No opinion. */
    protected static Future<Decision> pass(Effect... effects) {
        return answer(Decision.pass(effects));
    }

    /** Yes, and these effects: {@code accept(Effect.inbox("maildir"), Effect.reply("known for years"))}. */
    protected static Future<Decision> accept(Effect... effects) {
        return answer(Decision.accept(effects));
    }

    protected static Future<Decision> discard(Effect... effects) {
        return answer(Decision.discard(effects));
    }

    protected static Future<Decision> retry(Effect... effects) {
        return answer(Decision.retry(effects));
    }

    /** {@link Decision#reject(int, String, String, Effect...)}. */
    protected static Future<Decision> reject(int code, String status, String text, Effect... effects) {
        return answer(Decision.reject(code, status, text, effects));
    }

    /** {@link Decision#hold}. */
    protected static Future<Decision> hold(int code, String status, String text, Effect... effects) {
        return answer(Decision.hold(code, status, text, effects));
    }

    /** {@link Decision#challenge}. */
    protected static Future<Decision> challenge(Buffer octets, Effect... effects) {
        return answer(Decision.challenge(octets, effects));
    }

    /** The inbox has stored the message durably for every recipient asked. */
    protected static Future<Decision> delivered(Deliver event, Effect... effects) {
        List<DeliveryResult> results =
                event.recipients().stream().map(DeliveryResult::delivered).toList();
        return answer(Decision.delivered(results, effects));
    }

    /** It could not decide, for this reason, which goes to the log: {@link Decision.Failed}. */
    protected static Future<Decision> failed(String text) {
        return answer(Decision.failed(text));
    }

    /** A decision that was made already. */
    protected static Future<Decision> answer(Decision decision) {
        return Future.succeededFuture(decision);
    }

    /** What this plugin declares: the stages whose methods it overrides, and what the methods above say. */
    public final Declaration declaration() {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        for (Stage stage : Stage.values()) {
            if (overrides(stage)) {
                stages.add(stage);
            }
        }
        return new Declaration(
                stages, concurrent(), verbs(), mechanisms(), stages.contains(Stage.DELIVER), extensions());
    }

    final Future<Decision> decide(Event event) {
        return switch (event.stage()) {
            case CONNECT -> onConnect((Connect) event);
            case SECURE -> onSecure((Secure) event);
            case HELO -> onHelo((Helo) event);
            case AUTHENTICATE -> onAuthenticate((Authenticate) event);
            case MAILFROM -> onMailFrom((MailFrom) event);
            case RCPTTO -> onRcptTo((RcptTo) event);
            case DATA -> onData((Data) event);
            case CONTENT -> onContent((Content) event);
            case MESSAGE -> onMessage((Message) event);
            case DELIVER -> onDeliver((Deliver) event);
            case VERB -> onVerb((Verb) event);
            case RESET, CLOSE ->
                throw new MalformedException("stage '" + event.stage().key() + "' is told, not asked");
        };
    }

    final void inform(Event event) {
        if (event instanceof Reset reset) {
            onReset(reset);
        } else if (event instanceof Close close) {
            onClose(close);
        }
    }

    private boolean overrides(Stage stage) {
        String method = "on" + stage.event().getSimpleName();
        for (Class<?> type = getClass(); type != Plugin.class; type = type.getSuperclass()) {
            for (var candidate : type.getDeclaredMethods()) {
                if (candidate.getName().equals(method)
                        && candidate.getParameterCount() == 1
                        && candidate.getParameterTypes()[0] == stage.event()) {
                    return true;
                }
            }
        }
        return false;
    }
}
