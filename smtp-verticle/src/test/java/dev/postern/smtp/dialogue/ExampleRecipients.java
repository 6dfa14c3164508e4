package dev.postern.smtp.dialogue;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reply;
import java.util.List;

/** Who is known at example.org: everybody but {@code nobody}, {@code moved} and {@code verbose}; {@code later} is not at home. */
final class ExampleRecipients {
    private ExampleRecipients() {}

    static Decision decide(RcptTo event) {
        Address address = event.recipient().address();
        if (address.isPostmaster()) {
            return Decision.accept();
        }
        if (!address.domainKey().equals("example.org")) {
            return Decision.pass();
        }
        return switch (address.local()) {
            case "nobody" -> Decision.reject(550, "5.1.1", "no such user");
            case "moved" -> Decision.reject(551, "5.1.6", "User not local; please try <moved@example.net>");
            case "later" -> Decision.reject(450, "4.2.1", "try again later");
            case "verbose" ->
                Decision.reject(
                        new Reply(550, "5.1.1", List.of("x".repeat(Reply.LINE_LIMIT), "y".repeat(Reply.LINE_LIMIT))));
            default -> Decision.accept();
        };
    }
}
