package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.wire.AskErrors;
import dev.postern.contract.wire.CommandKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual shows what the code does. */
class ContractManualTest {
    private static final Path MANUAL = Path.of("../../src/docs/contract.md");
    private static final Pattern BLOCK = Pattern.compile("```json(?: example: (\\S+))?\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyJsonBlockIsTheExampleThatItNames() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(manual()).results().toList();

        assertTrue(blocks.size() >= 10, blocks.size() + " blocks");
        for (MatchResult block : blocks) {
            assertTrue(block.group(1) != null, "no example named: " + block.group(2));
            assertEquals(Examples.text(block.group(1)), block.group(2), block.group(1));
        }
    }

    @Test
    void theTablesOfStagesAreTheCodes() throws IOException {
        for (Stage stage : Stage.values()) {
            List<String> decisions = Stream.concat(
                            Arrays.stream(DecisionKind.values())
                                    .filter(stage::allows)
                                    .map(DecisionKind::key),
                            stage.allowsHold() ? Stream.of("hold") : Stream.empty())
                    .toList();
            List<String> effects = Arrays.stream(EffectKind.values())
                    .filter(stage::allows)
                    .map(EffectKind::key)
                    .toList();
            String row = "| `" + stage.key() + "` | " + cell(decisions) + " | " + cell(effects) + " |";
            assertTrue(manual().contains(row), "expected the row\n" + row);
        }
    }

    @Test
    void everyFailureCodeIsExplained() throws IOException {
        for (CommandFailure failure : CommandFailure.values()) {
            assertTrue(manual().contains("| " + failure.code() + " | `" + failure.name() + "` |"), failure.name());
        }
        assertTrue(manual().contains("| " + AskErrors.EXCEPTION + " | `EXCEPTION` |"));
        assertTrue(manual().contains("| " + AskErrors.MALFORMED + " | `MALFORMED` |"));
    }

    @Test
    void everyCommandIsExplainedAndItsExamplesAreShown() throws IOException {
        for (CommandKind kind : CommandKind.values()) {
            List<String> names =
                    kind.arguments().stream().map(name -> "`" + name + "`").toList();
            String row = "| `" + kind.key() + "` | " + (names.isEmpty() ? "none" : names.get(0));
            String found = manual().lines()
                    .filter(line -> line.startsWith(row))
                    .findFirst()
                    .orElse("");
            assertTrue(names.stream().allMatch(found::contains) && !found.isEmpty(), "expected the row\n" + row);
        }
        for (String path : Examples.all("command")) {
            assertTrue(manual().contains("```json example: " + path + ".json\n"), path);
        }
    }

    @Test
    void everyDecisionAndEffectIsExplained() throws IOException {
        for (DecisionKind kind : DecisionKind.values()) {
            assertTrue(manual().contains("| `" + kind.key() + "` | "), kind.key());
        }
        for (EffectKind kind : EffectKind.values()) {
            assertTrue(manual().contains("| `" + kind.key() + "` | "), kind.key());
        }
    }

    private static String cell(List<String> names) {
        return names.isEmpty() ? "none: told only" : String.join(", ", names);
    }

    private static String manual() throws IOException {
        return Files.readString(MANUAL);
    }
}
