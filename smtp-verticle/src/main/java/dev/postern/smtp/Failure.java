package dev.postern.smtp;

import dev.postern.contract.Decision;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import org.slf4j.LoggerFactory;

/** The ways in which a group can fail to answer; the one place that turns a failure into its declared price. */
enum Failure {
    /** Nobody of the group is there. */
    NO_INSTANCE("no-instance"),
    /** No answer within the budget. */
    TIMEOUT("timeout"),
    /** The plugin threw, or its future failed. */
    EXCEPTION("exception"),
    /** The answer is not one that the contract allows here. */
    MALFORMED("malformed"),
    /** Too many asks are open to the group already. */
    OVERLOAD("overload");

    private static final FailureLog LOG =
            new FailureLog(LoggerFactory.getLogger(Failure.class), () -> System.nanoTime() / 1_000_000);
    private static final String NOT_NOW = "temporarily unable to decide, try again later";

    private final String key;

    Failure(String key) {
        this.key = key;
    }

    /** As observers see it. */
    String key() {
        return key;
    }

    /** Failures that were only counted come to the log now, if it is time. To be called once a second. */
    static void summarise() {
        LOG.summarise();
    }

    /** What the group's failure policy makes of this failure, which goes to the log. */
    Decision price(Link link, Stage stage, String connection, Answer answer) {
        LOG.failed(link, stage, connection, answer);
        if (this == TIMEOUT && stage == Stage.DELIVER) {
            // The inbox may have taken the message: whatever the policy, this is no reason to give it up for good.
            return refuseForNow(stage);
        }
        return switch (link.onFailure(stage)) {
            case PASS -> Decision.pass();
            case REJECT -> Decision.reject(554, "5.3.0", "unable to process this");
            case TEMPFAIL -> refuseForNow(stage);
        };
    }

    private static Decision refuseForNow(Stage stage) {
        return Decision.reject(
                switch (stage) {
                    case CONNECT, HELO, SECURE -> new Reply(421, "4.3.0", NOT_NOW);
                    case AUTHENTICATE -> new Reply(454, "4.7.0", NOT_NOW);
                    default -> new Reply(451, "4.3.0", NOT_NOW);
                });
    }
}
