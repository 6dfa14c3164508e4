package dev.postern.smtp.session;

import dev.postern.contract.Address;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.smtp.chain.Outcome;

/**
 * What is refused, and by whom.
 *
 * @param stage where
 * @param address whom it is about, or null
 * @param by a group, or {@link #SERVER}
 * @param verdict of the group, or null where it is the server's own
 * @param reply as it was given, or as the protocol has it in its place
 */
public record Refusal(Stage stage, Address address, String by, Verdict verdict, Reply reply) {
    /** Who refuses where no group does. */
    public static final String SERVER = "the server";

    /** A chain refuses. */
    public static Refusal of(Stage stage, Address address, Outcome outcome) {
        return of(stage, address, outcome, outcome.refusal());
    }

    /** A chain refuses, and the protocol makes this reply of it. */
    public static Refusal of(Stage stage, Address address, Outcome outcome, Reply reply) {
        return new Refusal(stage, address, outcome.by(), outcome.ruling().verdict(), reply);
    }

    /** One group refuses, and nobody else was asked. */
    public static Refusal of(Stage stage, Verdict verdict, Reply reply) {
        return new Refusal(stage, null, verdict.group(), verdict, reply);
    }

    /** The server itself refuses. */
    public static Refusal ofServer(Stage stage, Address address, Reply reply) {
        return new Refusal(stage, address, SERVER, null, reply);
    }
}
