package dev.postern.testkit;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** At every stage, with data, a challenge, a retry, content, an inbox, and a stage that is concurrent. */
public final class Exemplary extends Plugin {
    @Override
    protected Future<Decision> onConnect(Connect event) {
        return Future.succeededFuture(Decision.pass().withData(event.data().put("n", 0)));
    }

    @Override
    protected Future<Decision> onSecure(Secure event) {
        return pass();
    }

    @Override
    protected Future<Decision> onHelo(Helo event) {
        return vertx.timer(5, TimeUnit.MILLISECONDS).map(Decision.pass());
    }

    @Override
    protected Set<String> mechanisms() {
        return Set.of("PLAIN", "X-STEPS");
    }

    @Override
    protected Future<Decision> onAuthenticate(Authenticate event) {
        boolean begun = event.response() == null && event.credentials() == null;
        return begun
                ? Future.succeededFuture(Decision.challenge(Buffer.buffer("more")))
                : Future.succeededFuture(Decision.accept().withAuthenticated("alice"));
    }

    @Override
    protected Future<Decision> onMailFrom(MailFrom event) {
        return event.round() == 0 ? Future.succeededFuture(Decision.retry()) : pass();
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return accept();
    }

    @Override
    protected Set<Stage> concurrent() {
        return Set.of(Stage.RCPTTO);
    }

    @Override
    protected Future<Decision> onData(Data event) {
        int n = event.data().getInteger("n") + 1;
        return Future.succeededFuture(Decision.pass().withData(new JsonObject().put("n", n)));
    }

    @Override
    protected Future<Decision> onContent(Content event) {
        return ContentReader.of(vertx, event)
                .all(1_000_000)
                .map(octets ->
                        Decision.pass().withReply("message " + event.data().getInteger("n")));
    }

    @Override
    protected Future<Decision> onMessage(Message event) {
        return ContentReader.of(vertx, event).all(1_000_000).compose(octets -> accept());
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return delivered(event);
    }

    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME");
    }

    @Override
    protected Set<String> verbs() {
        return Set.of("XTIME");
    }

    @Override
    protected Future<Decision> onVerb(Verb event) {
        return accept();
    }

    @Override
    protected void onReset(Reset event) {}

    @Override
    protected void onClose(Close event) {}
}
