package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * A transaction whose MAIL got 250 ended without being taken.
 *
 * @param reason {@code rset}, {@code helo}, {@code starttls} or {@code refused}, or that of the close that ended it: {@code
 *     quit}, {@code lost}, {@code refused}, {@code timeout}, {@code shutdown},
 *     {@code disconnected} or {@code error}
 */
public record Reset(EventHeader common, String reason) implements Event {
    @Override
    public Stage stage() {
        return Stage.RESET;
    }

    @Override
    public Reset with(EventHeader other) {
        return new Reset(other, reason);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("reason", reason);
    }
}
