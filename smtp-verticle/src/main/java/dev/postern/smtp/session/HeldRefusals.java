package dev.postern.smtp.session;

import dev.postern.contract.Stage;
import dev.postern.smtp.chain.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Refusals that groups hold until RCPT, by the stage that gave them. */
final class HeldRefusals {
    private Map<Stage, Outcome.Ruling> rulings = Map.of();

    /**
     * Replaces what the stage has held before; but a login that passes nothing does not clear an earlier held refusal.
     *
     * @param ruling null if the stage holds nothing this time
     */
    void put(Stage stage, Outcome.Ruling ruling) {
        if (ruling != null) {
            keep(stage, ruling);
        } else if (stage != Stage.AUTHENTICATE) {
            forget(stage);
        }
    }

    /** The transaction is over. */
    void forgetSender() {
        forget(Stage.MAILFROM);
    }

    /** TLS has begun: what came of name and user is forgotten (RFC 3207 4.2). */
    void forgetClient() {
        forget(Stage.HELO);
        forget(Stage.AUTHENTICATE);
    }

    /** The earliest stage's, if there is any. */
    Outcome.Ruling first() {
        return rulings.isEmpty()
                ? Outcome.Ruling.PASS
                : rulings.values().iterator().next();
    }

    private void keep(Stage stage, Outcome.Ruling ruling) {
        if (rulings.isEmpty()) {
            rulings = new EnumMap<>(Stage.class);
        }
        rulings.put(stage, ruling);
    }

    private void forget(Stage stage) {
        if (!rulings.isEmpty()) {
            rulings.remove(stage);
        }
    }
}
