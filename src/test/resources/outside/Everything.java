import dev.postern.contract.*;
import dev.postern.contract.plugin.*;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Overrides every stage, uses every effect that changes no message, and every command. */
public class Everything extends Plugin {
    /** What the group hears at last: the reasons of reset and close, with its data. */
    public static final BlockingQueue<String> ENDS = new LinkedBlockingQueue<>();

    @Override
    protected Future<Decision> onConnect(Connect event) {
        return say(event, Decision.pass(), "220-sent at connect")
                .map(decision -> decision.withDelay(1).withReply("welcome", "to everything"));
    }

    @Override
    protected Future<Decision> onSecure(Secure event) {
        return say(event, Decision.pass(), "250-sent at secure").map(decision -> decision.withAuthenticated(null));
    }

    @Override
    protected Future<Decision> onHelo(Helo event) {
        if (event.round() == 0) {
            return retry();
        }
        return Future.succeededFuture(
                seen(event, Decision.pass()).withExtensions(List.of("XEVERY thing"), List.of("SMTPUTF8")));
    }

    @Override
    protected Future<Decision> onAuthenticate(Authenticate event) {
        Buffer response = event.response();
        if (response == null) {
            return challenge(Buffer.buffer("token?"));
        }
        boolean right = response.toString().equals("open sesame");
        return Future.succeededFuture(
                right
                        ? Decision.accept().withAuthenticated("ann").withReply("2.7.0", List.of("hello ann"))
                        : Decision.reject(535, "5.7.8", "wrong token"));
    }

    @Override
    protected Future<Decision> onMailFrom(MailFrom event) {
        Decision decision = event.sender().address().local().equals("held")
                ? Decision.hold(550, "5.7.1", "held until now")
                : Decision.pass().withSender(new Address("sender", "rewritten.example"));
        return Future.succeededFuture(seen(event, decision));
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return switch (event.recipient().address().local()) {
            case "alias" ->
                accept(
                        Effect.recipient(new Address("real", "example.org")),
                        Effect.inbox("everything"),
                        Effect.reply("an alias"));
            case "hole" -> discard();
            case "nobody" -> reject(550, "5.1.1", "no such user");
            default -> accept();
        };
    }

    @Override
    protected Future<Decision> onData(Data event) {
        return Future.succeededFuture(seen(event, Decision.pass()).withDelay(1));
    }

    @Override
    protected Future<Decision> onContent(Content event) {
        return ContentReader.of(vertx, event).all(1000).map(octets -> Decision.pass()
                .withSender(new Address("content", octets.length() + ".example"))
                .with(new Effect.NewRecipient(new Address("real", "example.org"), new Address("last", "example.org"))));
    }

    @Override
    protected Future<Decision> onMessage(Message event) {
        Address address = event.recipient().address();
        return Future.succeededFuture(
                Decision.pass().withRecipient(new Address(address.local() + "+message", address.domain())));
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        String to = event.recipients().stream()
                .map(recipient -> recipient.original() + " as " + recipient.address())
                .toList()
                .toString();
        return delivered(event)
                .map(decision -> decision.withReply("for " + to + " from " + event.sender().address()));
    }

    @Override
    protected Future<Decision> onVerb(Verb event) {
        ConnectionCommands commands = commands(event);
        if (event.verb().equals("XBYE")) {
            return commands.disconnect(new Reply(421, "4.7.0", "bye bye")).compose(done -> pass());
        }
        return commands.info()
                .compose(info -> commands.send(Buffer.buffer("250-" + info.client().name() + "\r\n")))
                .compose(written -> commands.setAuthenticated("bob"))
                .compose(done -> commands.authenticated())
                .compose(user -> commands.secure().map(tls -> user + (tls == null ? " in clear" : " over TLS")))
                .compose(told -> commands.data()
                        .compose(state -> commands.setData(state.json().put("told", told), state.revision())
                                .map(kept -> Decision.accept()
                                        .withReply(told, "revision " + (kept.revision() - state.revision())))));
    }

    @Override
    protected void onReset(Reset event) {
        ENDS.add(event.reason());
    }

    @Override
    protected void onClose(Close event) {
        ENDS.add(event.reason() + " " + event.data().encode());
    }

    @Override
    protected Set<String> mechanisms() {
        return Set.of("XTOKEN");
    }

    @Override
    protected Set<String> verbs() {
        return Set.of("XBYE", "XCOMMANDS");
    }

    private static Future<Decision> say(Event event, Decision decision, String line) {
        return Future.succeededFuture(seen(event, decision).withSend(Buffer.buffer(line + "\r\n")));
    }

    /** The stages of this connection, kept in its data. */
    private static Decision seen(Event event, Decision decision) {
        JsonObject data = event.data();
        JsonArray stages = data.getJsonArray("stages", new JsonArray()).add(event.stage().key());
        return decision.withData(data.put("stages", stages));
    }
}
