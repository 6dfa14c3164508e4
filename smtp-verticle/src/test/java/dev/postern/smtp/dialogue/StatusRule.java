package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Reply;
import dev.postern.smtp.session.Command;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;

/**
 * Which replies have an enhanced status (RFC 2034 3, 4): all but 3xx and those to greetings. Greetings of this server, and what
 * comes in their place, begin with its name.
 *
 * @param greeting whether the command is one
 */
record StatusRule(boolean greeting) {
    static StatusRule of(CommandLine line) {
        return new StatusRule(Command.isGreeting(line.command()));
    }

    void check(PendingReply step) {
        Reply reply = step.reply();
        if (reply != null && reply.code() / 100 != 3 && !reply.text().get(0).startsWith("mx.example.net greets")) {
            boolean farewell = reply.text().get(0).startsWith("mx.example.net ") && reply.status() == null;
            assertEquals(!greeting && !farewell, reply.status() != null, reply.toString());
        }
    }
}
