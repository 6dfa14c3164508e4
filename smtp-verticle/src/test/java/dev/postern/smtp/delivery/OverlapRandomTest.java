package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.StagePath;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random chains and random commands: a client that pipelines gets what one gets that waits for each reply. What a group
 * answers hangs on the recipient alone, when it does so on the seed.
 */
class OverlapRandomTest {
    private static final int COMMANDS = 120;

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 150);
    }

    /** What came of it, as far as anybody was told. */
    private record Result(List<String> said, List<String> told, List<List<String>> delivered) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void pipeliningChangesNothing(int seed) {
        List<String> commands = commands(new Random(seed));
        Result waiting = waiting(chain(seed, new Random(seed)), commands);
        Result pipelined = pipelined(chain(seed, new Random(~seed)), commands, new Random(seed));
        assertEquals(String.join("\n", waiting.said), String.join("\n", pipelined.said));
        assertEquals(waiting.told, pipelined.told);
        assertEquals(waiting.delivered, pipelined.delivered);
    }

    private static Result waiting(Dialogue dialogue, List<String> commands) {
        List<String> said = new ArrayList<>();
        for (String command : commands) {
            if (!dialogue.isOver()) {
                dialogue.packet(command);
                while (dialogue.isBusy()) {
                    dialogue.clock.advance(1_000);
                }
                said.addAll(dialogue.said());
                dialogue.ignore();
            }
        }
        return end(dialogue, said);
    }

    private static Result pipelined(Dialogue dialogue, List<String> commands, Random random) {
        List<String> said = new ArrayList<>();
        int from = 0;
        while (from < commands.size() && !dialogue.isOver()) {
            int to = Math.min(commands.size(), from + 1 + random.nextInt(60));
            dialogue.packet(String.join("\n", commands.subList(from, to)));
            from = to;
            dialogue.clock.advance(random.nextInt(3) * random.nextInt(40));
        }
        while (dialogue.isBusy()) {
            dialogue.clock.advance(1_000);
        }
        said.addAll(dialogue.said());
        dialogue.ignore();
        return end(dialogue, said);
    }

    private static Result end(Dialogue dialogue, List<String> said) {
        dialogue.clock.advance(10_000);
        dialogue.cut().assertClosed();
        return new Result(
                said,
                dialogue.reported.stream()
                        .filter(fact -> fact.matches(".* \\d{3}"))
                        .toList(),
                dialogue.groups.asked(Stage.DELIVER).stream()
                        .map(ask -> ask.event().recipients().stream()
                                .map(one -> one.original() + " as " + one.address() + " in " + one.inbox())
                                .toList())
                        .toList());
    }

    private static List<String> commands(Random random) {
        List<String> commands = new ArrayList<>(List.of("EHLO client.example.com", "MAIL FROM:<a@example.com>"));
        while (commands.size() < COMMANDS) {
            switch (random.nextInt(50)) {
                case 0 -> commands.add("RCPT TO:nonsense");
                case 1 -> commands.add("RCPT TO:<b@example.org> NOTIFY=NEVER");
                case 2 -> commands.add("RCPT TO:<" + "x".repeat(600) + "@example.org>");
                case 3 -> commands.add("NOOP");
                case 4 -> commands.add("XYZZY");
                case 5 -> commands.addAll(List.of("RSET", "MAIL FROM:<a@example.com>"));
                case 6 -> commands.add("EHLO client.example.com");
                case 7 -> commands.add("MAIL FROM:<a@example.com>");
                case 8, 9 -> commands.addAll(List.of("DATA", "MAIL FROM:<a@example.com>"));
                default -> commands.add("rcpt to:<u" + random.nextInt(40) + "@example." + random.nextInt(2) + ">");
            }
        }
        // What is no content is a command that nobody knows.
        List<String> all = new ArrayList<>();
        commands.forEach(command -> all.addAll(command.equals("DATA") ? List.of(command, "x", ".") : List.of(command)));
        return all;
    }

    /** @param timing when answers come, and nothing else */
    private static Dialogue chain(int seed, Random timing) {
        Random random = new Random(seed);
        Dialogue dialogue = new Dialogue().limits(5 + random.nextInt(30), 10 + random.nextInt(100));
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            ChainLink.Role role = new ChainLink.Role(random.nextInt(4) == 0, random.nextInt(2) == 0);
            String group = "g" + i;
            Map<Stage, ChainLink.FailurePolicy> pass = Map.of(Stage.RCPTTO, ChainLink.FailurePolicy.PASS);
            dialogue.link(new ChainLink(group, random.nextInt(3), Set.of(), 0, pass, role, Set.of()));
            for (Stage stage : List.of(Stage.RCPTTO, Stage.MESSAGE)) {
                dialogue.groups.later(group, stage, event -> answer(dialogue.clock, seed, timing, group, event));
            }
            dialogue.groups.concurrent(
                    group, random.nextBoolean() ? new Stage[0] : new Stage[] {Stage.RCPTTO, Stage.MESSAGE});
        }
        dialogue.groups.on("maildir", Stage.DELIVER, StagePath::yes);
        return dialogue;
    }

    private static Future<CallResult> answer(Clock clock, int seed, Random timing, String group, Event event) {
        Random random =
                new Random(31L * (31L * seed + (group + event.stage() + about(event)).hashCode()) + event.round());
        Promise<CallResult> answer = Promise.promise();
        if (random.nextInt(60) == 0) {
            return answer.future();
        }
        Decision decision = decision(random, event);
        // The time it took counts for the budget, so that it must not differ.
        Runnable decide = () -> answer.tryComplete(CallResult.decided(decision, group, 1));
        int delay = timing.nextInt(4) * timing.nextInt(30);
        if (delay == 0) {
            decide.run();
        } else {
            clock.after(delay, decide);
        }
        return answer.future();
    }

    private static String about(Event event) {
        return (event instanceof RcptTo rcpt ? rcpt.recipient() : ((Message) event).recipient())
                .original()
                .toString();
    }

    private static Decision decision(Random random, Event event) {
        boolean last = event.round() == 3;
        return switch (random.nextInt(24)) {
            case 0, 1 -> Decision.reject(550, "5.7.1", "no " + random.nextInt(100));
            case 2 -> Decision.reject(451, "4.7.1", "later " + random.nextInt(100));
            case 3 -> random.nextInt(8) == 0 ? Decision.reject(421, "4.7.0", "enough") : Decision.pass();
            case 4, 5 -> Decision.discard();
            case 6, 7 -> last ? Decision.pass() : Decision.retry();
            case 8 -> Decision.pass().withReply("said " + random.nextInt(100));
            case 9 -> Decision.pass().withSend(Buffer.buffer("sent " + random.nextInt(100) + "\r\n"));
            case 10 -> Decision.accept().withDelay(random.nextInt(50));
            case 11 -> Decision.accept().with(new Effect.NewRecipient(null, new Address("team", "example.org")));
            case 12 -> Decision.hold(550, "5.7.1", "malformed here");
            case 13, 14, 15, 16, 17, 18 -> Decision.pass();
            default -> Decision.accept();
        };
    }
}
