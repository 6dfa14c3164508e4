package dev.postern.testkit.server;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;

/** Opens every recipient. */
final class AcceptAllRecipients extends Plugin {
    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return accept();
    }
}
