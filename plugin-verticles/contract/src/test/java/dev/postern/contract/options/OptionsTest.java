package dev.postern.contract.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.contract.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Option<Path> FILE = Option.optional("file", Kind.path(), "a file");
    private static final Option<List<Integer>> SIZES = Option.of(
            "sizes",
            Kind.list(Kind.number(0, 9).where(OptionsTest::even)).where(OptionsTest::fewerThanThree),
            new JsonArray().add(2),
            "even numbers");
    private static final Option<Duration> WAIT = Option.of("wait", Kind.time(1), "5s", "how long");
    private static final Option<Long> ROOM = Option.of("room", Kind.size(1), "1KiB", "octets");
    private static final Option<Integer> CODE =
            Option.of("code", Kind.oneOf("421", "554").as(Integer::valueOf), 554, "of a refusal");
    private static final Option<Boolean> DEEP = Option.of("deep", Kind.flag(), true, "whether it is");
    private static final Option<OptionValues> BELOW = Option.section("below", "more", DEEP);
    private static final Option<Map<Stage, String>> COSTS =
            Option.of("costs", Kind.byStage(Kind.oneOf("much", "little")), "much", "by stage");
    private static final Option<Map<String, Integer>> PORTS = Option.of(
            "ports", Kind.entries(Kind.name(), Kind.number(0, 65535)), new JsonObject().put("smtp", 25), "by name");
    private static final List<Option<?>> ALL = List.of(FILE, SIZES, WAIT, ROOM, CODE, BELOW, COSTS, PORTS);

    @Test
    void whatIsLeftOutIsTheDefault() {
        OptionValues values = OptionValues.of(ALL, new JsonObject());
        assertEquals(Optional.empty(), values.find(FILE));
        assertEquals(List.of(2), values.get(SIZES));
        assertEquals(Duration.ofSeconds(5), values.get(WAIT));
        assertEquals(1024, values.get(ROOM));
        assertEquals(554, values.get(CODE));
        assertEquals(true, values.get(BELOW).get(DEEP));
        assertEquals("much", values.get(COSTS).get(Stage.RCPTTO));
        assertEquals(Map.of("smtp", 25), values.get(PORTS));
    }

    @Test
    void whatIsGivenIsReadByItsKind() {
        OptionValues values = OptionValues.of(
                ALL,
                new JsonObject()
                        .put("file", "./a")
                        .put("wait", "2m")
                        .put("code", "421")
                        .put("below", new JsonObject().put("deep", "FALSE"))
                        .put("costs", new JsonObject().put("connect", "little")));
        assertEquals(Path.of("./a"), values.get(FILE));
        assertEquals(Duration.ofMinutes(2), values.get(WAIT));
        assertEquals(421, values.get(CODE));
        assertEquals(false, values.get(BELOW).get(DEEP));
        assertEquals(Map.of(Stage.CONNECT, "little"), values.get(COSTS));
    }

    @Test
    void allThatIsWrongIsNamedWithWhatWasExpected() {
        assertWrong(
                "{\"fil\":1}", "fil: no such option; known here: file, sizes, wait, room, code, below, costs, ports");
        assertWrong("{\"wait\":5}", "wait: 5, expected a time such as 500ms, 5s, 5m or 1h, not 0");
        assertWrong("{\"file\":true}", "file: true, expected a path, or nothing");
        assertWrong(
                "{\"sizes\":[2,3,11]}",
                "sizes.1: 3, expected an even number",
                "sizes.2: 11, expected a whole number from 0 to 9");
        assertWrong("{\"sizes\":[0,2,4]}", "sizes: 3 numbers, expected at most 2");
        assertWrong(
                "{\"costs\":{\"conect\":\"much\"}}",
                "costs.conect: no such stage; expected one of connect, secure, helo, "
                        + "authenticate, mailfrom, rcptto, data, content, message, deliver, verb");
        assertWrong("{\"below\":{\"deep\":7}}", "below.deep: 7, expected true or false");
        assertWrong(
                "{\"ports\":{\"A b\":1}}",
                "ports.A b: 'A b' is no name, expected a name of lower-case letters, digits and '-', a letter first");
    }

    @Test
    void whatMustBeGivenIsMissedByName() {
        Option<String> word = Option.required("word", Kind.text(), "a word");
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> OptionValues.of(List.of(word), new JsonObject()));
        assertEquals("word: missing, expected a text", missing.getMessage());
    }

    @Test
    void anOptionThatMayBeEmptyIsNotTakenForOneThatCannotBe() {
        OptionValues values = OptionValues.of(ALL, new JsonObject());
        assertThrows(IllegalStateException.class, () -> values.get(FILE));
    }

    @Test
    void namesOfTheOperatorsStandBesideTheKnownOnes() {
        Option<String> type = Option.required("class", Kind.text(), "a class");
        Section section = new Section(List.of(BELOW), Kind.entries(Kind.name(), Kind.section(type)));
        JsonObject given = new JsonObject().put("own", new JsonObject().put("class", "a.B"));
        assertEquals(
                new JsonObject()
                        .put("below", new JsonObject().put("deep", true))
                        .mergeIn(given),
                section.read(given, "", (path, text) -> {
                    throw new AssertionError(path + text);
                }));
        StringBuilder problem = new StringBuilder();
        section.read(
                new JsonObject().put("belwo", new JsonObject()),
                "",
                (path, text) -> problem.append(path + ": " + text));
        assertEquals(
                "belwo: no such option; known here: below (one of your own has to have: class)", problem.toString());
    }

    private static void even(int number) {
        if (number % 2 != 0) {
            throw new IllegalArgumentException(number + ", expected an even number");
        }
    }

    private static void fewerThanThree(List<Integer> numbers) {
        if (numbers.size() > 2) {
            throw new IllegalArgumentException(numbers.size() + " numbers, expected at most 2");
        }
    }

    private static void assertWrong(String json, String... expected) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> OptionValues.of(ALL, new JsonObject(json)));
        assertEquals(String.join("\n", expected), wrong.getMessage());
    }
}
