package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.plugins.CallResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transaction with very many recipients. */
class ManyRecipientsTest {
    private static final int MANY = 2_000;

    private final Dialogue dialogue = Dialogue.standard().group("filter").limits(MANY, 20);

    private void expectMany() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        for (int i = 0; i < MANY; i++) {
            assertEquals(List.of("250 2.1.5 Recipient ok"), dialogue.ask("RCPT TO:<u" + i + "@example.org>"));
        }
        dialogue.play("C: RCPT TO:<one-more@example.org>\nS: 452 4.5.3...");
        dialogue.play(Scripts.DATA);
    }

    @Test
    void areJudgedOneByOneWithoutEverMoreStack() {
        List<Promise<CallResult>> open = new ArrayList<>();
        dialogue.groups.later("filter", Stage.MESSAGE, event -> {
            Promise<CallResult> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        });
        expectMany();
        dialogue.play("C: .");
        for (int i = 0; i < MANY; i++) {
            assertEquals(i + 1, open.size());
            open.get(i).complete(CallResult.decided(Decision.pass(), "filter-0", 1));
        }
        dialogue.play("S: 250 2.0.0 Ok, taken as node-0-1-1");
        dialogue.cut().assertClosed();
    }

    @Test
    void areJudgedWithoutEverMoreStackByAGroupThatAnswersAtOnce() {
        dialogue.groups.later(
                "filter",
                Stage.MESSAGE,
                event -> Future.succeededFuture(CallResult.decided(Decision.pass(), "filter-0", 1)));
        expectMany();
        dialogue.play("C: .\nS: 250 2.0.0 Ok, taken as node-0-1-1");
        dialogue.cut().assertClosed();
    }
}
