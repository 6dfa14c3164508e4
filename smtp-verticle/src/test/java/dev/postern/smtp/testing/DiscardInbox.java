package dev.postern.smtp.testing;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;

/** An inbox that takes everything and keeps nothing. */
public final class DiscardInbox extends Plugin {
    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        return delivered(event);
    }
}
