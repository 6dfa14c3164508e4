package dev.postern.contract;

import io.vertx.core.json.JsonObject;

/**
 * A transaction whose MAIL got 250 ended without being taken.
 *
 * @param reason {@code rset}, {@code helo}, {@code starttls}, {@code refused}, {@code lost}, {@code timeout} or {@code
 *     shutdown}
 */
public record Reset(Common common, String reason) implements Event {
    @Override
    public Stage stage() {
        return Stage.RESET;
    }

    @Override
    public Reset with(Common other) {
        return new Reset(other, reason);
    }

    @Override
    public JsonObject arguments() {
        return new JsonObject().put("reason", reason);
    }
}
