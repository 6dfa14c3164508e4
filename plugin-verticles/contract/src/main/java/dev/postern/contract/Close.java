package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * The connection is gone and none of its asks is open; the last event, exactly once.
 *
 * @param reason {@code quit}, {@code lost}, {@code refused}, {@code timeout}, {@code shutdown},
 *     {@code disconnected} (by command) or {@code error}
 */
public record Close(Common common, String reason, Counters counters) implements Event {
    @Override
    public Stage stage() {
        return Stage.CLOSE;
    }

    @Override
    public Close with(Common other) {
        return new Close(other, reason, counters);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("reason", reason).put("counters", counters.toJson());
    }
}
