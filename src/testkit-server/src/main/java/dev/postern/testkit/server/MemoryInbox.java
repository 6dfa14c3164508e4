package dev.postern.testkit.server;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Consumer;

/** Takes every message, and keeps it in memory. */
final class MemoryInbox extends Plugin {
    private final Consumer<Mail> mails;

    MemoryInbox(Consumer<Mail> mails) {
        this.mails = mails;
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return ContentReader.of(vertx, event)
                .all(Integer.MAX_VALUE)
                .onSuccess(content -> mails.accept(Mail.of(event, content)))
                .compose(content -> delivered(event));
    }

    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME", "SMTPUTF8");
    }
}
