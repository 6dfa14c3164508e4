package dev.postern.examples;

import dev.postern.contract.*;
import dev.postern.contract.plugin.*;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** Lets everybody wait for the greeting, and hangs up on who is rude for the second time. */
public class Manners extends Plugin {
    @Override
    protected Future<Decision> onConnect(Connect event) {
        return vertx.timer(3, TimeUnit.SECONDS).map(Decision.pass());
    }

    @Override
    protected Future<Decision> onMailFrom(MailFrom event) {
        if (!event.sender().address().domainKey().equals("rude.example")) {
            return pass();
        }
        if (event.data().getBoolean("warned", false)) {
            return reject(421, "4.7.0", "good bye");
        }
        JsonObject warned = new JsonObject().put("warned", true);
        return reject(550, "5.7.1", "mind your manners", Effect.data(warned));
    }
}
