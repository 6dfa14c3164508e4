package dev.postern.smtp;

import dev.postern.contract.CommandRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What one command does. */
@FunctionalInterface
interface Action {
    /**
     * Fails, or throws, with the command's failure.
     *
     * @param group that speaks
     */
    Future<JsonObject> carryOut(Live live, String group, CommandRequest request);
}
