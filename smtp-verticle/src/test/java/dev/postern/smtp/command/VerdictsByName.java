package dev.postern.smtp.command;

import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** A group and an inbox whose verdicts are what the names in the addresses say, now and then after a moment. */
final class VerdictsByName extends Plugin {
    private final List<Taken> taken;
    private int asked;

    /** A message that the inbox has taken. */
    record Taken(List<String> recipients, Buffer content) {}

    /** @param taken gets what is delivered, from any thread */
    VerdictsByName(List<Taken> taken) {
        this.taken = taken;
    }

    private static String local(Recipient recipient) {
        return recipient.address().local();
    }

    /** Every third answer comes later than those behind it could. */
    private Future<Decision> soon(Decision decision) {
        if (asked++ % 3 != 0) {
            return Future.succeededFuture(decision);
        }
        Promise<Decision> answer = Promise.promise();
        vertx.setTimer(1, timer -> answer.complete(decision));
        return answer.future();
    }

    @Override
    protected Future<Decision> onMailFrom(MailFrom event) {
        boolean refused = event.sender().address().local().equals("nomail");
        return soon(refused ? Decision.reject(550, "5.7.1", "no mail of yours") : Decision.pass());
    }

    @Override
    protected Future<Decision> onRcptTo(RcptTo event) {
        return switch (local(event.recipient())) {
            case "nobody" -> soon(Decision.reject(550, "5.1.1", "nobody"));
            case "later" -> soon(Decision.reject(451, "4.1.1", "later"));
            case "void" -> soon(Decision.discard());
            case "broken" -> Future.failedFuture("as its name says");
            default -> soon(Decision.pass());
        };
    }

    @Override
    protected Future<Decision> onData(Data event) {
        boolean refused = event.sender().address().local().equals("nodata");
        return soon(refused ? Decision.reject(450, "4.7.1", "no data now") : Decision.pass());
    }

    @Override
    protected Future<Decision> onContent(Content event) {
        return switch (event.sender().address().local()) {
            case "spam" -> soon(Decision.reject(554, "5.7.1", "spam"));
            case "sink" -> soon(Decision.discard());
            default -> soon(Decision.pass());
        };
    }

    @Override
    protected Future<Decision> onMessage(Message event) {
        return switch (local(event.recipient())) {
            case "m550" -> soon(Decision.reject(550, "5.7.1", "not for you"));
            case "m451" -> soon(Decision.reject(451, "4.7.1", "not yet for you"));
            case "mvoid" -> soon(Decision.discard());
            case "mtext" -> soon(Decision.pass().withReply("filed"));
            default -> soon(Decision.pass());
        };
    }

    @Override
    protected Future<Decision> onDeliver(Deliver event) {
        List<DeliveryResult> results =
                event.recipients().stream().map(VerdictsByName::result).toList();
        List<String> delivered = event.recipients().stream()
                .map(VerdictsByName::local)
                .filter(name -> !name.equals("d452"))
                .toList();
        return ContentReader.of(vertx, event).all(10_000_000).compose(content -> {
            if (!delivered.isEmpty() && (event.apart() || delivered.size() == results.size())) {
                taken.add(new Taken(delivered, content));
            }
            return soon(Decision.delivered(results));
        });
    }

    private static DeliveryResult result(Recipient recipient) {
        return local(recipient).equals("d452")
                ? new DeliveryResult(
                        recipient.address(), DeliveryResult.Outcome.LATER, new Reply(452, "4.2.2", "mailbox full"))
                : DeliveryResult.delivered(recipient);
    }

    @Override
    protected Set<String> extensions() {
        return Set.of("8BITMIME", "SMTPUTF8", "BINARYMIME");
    }
}
