package dev.postern.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.json.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StageTest {
    /** What may be answered where: x is allowed, anything else is malformed. */
    private static final String DECISIONS = """
        stage         pass  accept  reject  hold  discard  challenge  delivered  retry  failed
        connect       x     x       x       x     .        .          .          x      x
        secure        x     x       x       x     .        .          .          x      x
        helo          x     x       x       x     .        .          .          x      x
        authenticate  x     x       x       x     .        x          .          x      x
        mailfrom      x     x       x       x     .        .          .          x      x
        rcptto        x     x       x       .     x        .          .          x      x
        data          x     x       x       .     .        .          .          x      x
        content       x     x       x       .     x        .          .          x      x
        message       x     x       x       .     x        .          .          x      x
        deliver       x     .       x       .     .        .          x          .      x
        verb          x     x       x       .     .        .          .          x      x
        reset         .     .       .       .     .        .          .          .      .
        close         .     .       .       .     .        .          .          .      .
        """;

    private static final String EFFECTS = """
        stage         send data delay authenticated reply extensions sender recipient inbox header body add remove quarantine
        connect       x    x    x     x             x     .          .      .         .     .      .    .   .      .
        secure        x    x    x     x             .     .          .      .         .     .      .    .   .      .
        helo          x    x    x     x             x     x          .      .         .     .      .    .   .      .
        authenticate  x    x    x     x             x     .          .      .         .     .      .    .   .      .
        mailfrom      x    x    x     x             x     .          x      .         .     .      .    .   .      .
        rcptto        x    x    x     x             x     .          .      x         x     .      .    .   .      .
        data          x    x    x     .             .     .          .      .         .     .      .    .   .      .
        content       x    x    x     .             x     .          x      x         .     x      x    x   x      x
        message       x    x    x     .             x     .          .      x         x     x      .    .   .      .
        deliver       x    x    x     .             x     .          .      .         .     .      .    .   .      .
        verb          x    x    x     .             x     .          .      .         .     .      .    .   .      .
        reset         .    .    .     .             .     .          .      .         .     .      .    .   .      .
        close         .    .    .     .             .     .          .      .         .     .      .    .   .      .
        """;

    @TestFactory
    List<DynamicTest> theTableOfDecisions() {
        return cells(
                DECISIONS,
                (stage, column) -> column.equals("hold") ? stage.allowsHold() : stage.allows(decision(column)));
    }

    @TestFactory
    List<DynamicTest> theTableOfEffects() {
        return cells(EFFECTS, (stage, column) -> stage.allows(effect(column)));
    }

    @Test
    void theTablesAreComplete() {
        List<String> stages = Arrays.stream(Stage.values()).map(Stage::key).toList();
        List<String> decisions = new ArrayList<>(header(DECISIONS));
        decisions.remove("hold");

        assertEquals(Arrays.stream(DecisionKind.values()).map(DecisionKind::key).toList(), decisions);
        assertEquals(Arrays.stream(EffectKind.values()).map(EffectKind::key).toList(), header(EFFECTS));
        assertEquals(stages, rows(DECISIONS));
        assertEquals(stages, rows(EFFECTS));
    }

    @Test
    void onlyResetAndCloseAreNotAsked() {
        assertEquals(
                List.of(Stage.RESET, Stage.CLOSE),
                Arrays.stream(Stage.values()).filter(stage -> !stage.asks()).toList());
    }

    @Test
    void aStageIsFoundByItsName() {
        for (Stage stage : Stage.values()) {
            assertEquals(stage, Stage.of(stage.key()));
        }
        assertThrows(MalformedException.class, () -> Stage.of("RCPTTO"));
    }

    private static List<DynamicTest> cells(String table, BiPredicate<Stage, String> allowed) {
        List<DynamicTest> cells = new ArrayList<>();
        List<String> header = header(table);
        for (String line : table.lines().skip(1).toList()) {
            String[] row = line.split("\\s+");
            for (int i = 0; i < header.size(); i++) {
                String column = header.get(i);
                boolean expected = row[i + 1].equals("x");
                cells.add(DynamicTest.dynamicTest(
                        column + " at " + row[0],
                        () -> assertEquals(expected, allowed.test(Stage.of(row[0]), column))));
            }
        }
        return cells;
    }

    private static List<String> header(String table) {
        return List.of(table.lines().findFirst().orElseThrow().split("\\s+")).stream()
                .skip(1)
                .toList();
    }

    private static List<String> rows(String table) {
        return table.lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
    }

    private static DecisionKind decision(String key) {
        return Arrays.stream(DecisionKind.values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static EffectKind effect(String key) {
        return Arrays.stream(EffectKind.values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
