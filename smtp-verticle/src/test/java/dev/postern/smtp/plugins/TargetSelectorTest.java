package dev.postern.smtp.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom to ask, of candidates as they are at one moment: each row has the candidates, and their order. */
class TargetSelectorTest {
    /** {@code name standing [access] [open=n] [weight=n] [credit=n]}, free and without counts if nothing is said. */
    private static Candidate candidate(String notation) {
        String[] words = notation.strip().split(" +");
        Candidate.Access access = Candidate.Access.FREE;
        Map<String, Integer> counts = new HashMap<>(Map.of("open", 0, "weight", 1, "credit", 0));
        for (String word : Arrays.asList(words).subList(2, words.length)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                access = Candidate.Access.valueOf(word.toUpperCase(Locale.ROOT));
            } else {
                counts.put(word.substring(0, equals), Integer.parseInt(word.substring(equals + 1)));
            }
        }
        Target.Standing standing =
                Target.Standing.valueOf(words[1].replace('-', '_').toUpperCase(Locale.ROOT));
        Target target = new Target(words[0], standing.compareTo(Target.Standing.OWN_NODE) <= 0);
        return new Candidate(target, standing, access, counts.get("open"), counts.get("weight"), counts.get("credit"));
    }

    private static List<Candidate> candidates(String row) {
        return Arrays.stream(row.split(";"))
                .filter(one -> !one.isBlank())
                .map(TargetSelectorTest::candidate)
                .toList();
    }

    private static String names(List<Candidate> order) {
        return order.stream().map(one -> one.target().address()).collect(Collectors.joining(" "));
    }

    private static void assertOrder(String expected, String row, boolean act, boolean repeat) {
        assertEquals(expected, names(TargetSelector.order(candidates(row), act, repeat)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                  | ''",
                // By where it is, and by how it has answered of late.
                "e suspected; d unanswering; c other-node; b own-node; a own-loop         | a b c d e",
                "a own-loop open=9; b own-node; c other-node                         | a b c",
                "a own-node open=9; b unanswering                                         | a b",
                // The shortest queue, for each instance.
                "a own-node open=1; b own-node                                       | b a",
                "a other-node open=2; b other-node open=5 weight=3                   | b a",
                "a other-node open=2 credit=9; b other-node open=5 weight=3          | b a",
                "a other-node open=1; b other-node open=5 weight=3                   | b a",
                // Equals in turn: who has missed most, by what it would be given now.
                "a own-node; b own-node                                              | a b",
                "a own-node credit=-1; b own-node credit=1                           | b a",
                "a other-node; b other-node weight=3                                 | b a",
                "a other-node credit=3; b other-node weight=3                        | a b",
                // Who is full is not there.
                "a own-loop full; b other-node                                       | b",
                "a own-loop full                                                     | ''",
                // An open breaker keeps a target out.
                "a own-loop broken; b other-node                                     | b",
                "a own-loop broken                                                   | ''",
            })
    void theFirstAskGoesToTheBest(String row, String order) {
        assertOrder(order, row, false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // It would be next if it were closed.
                "a own-loop; b own-loop probe                                        | b a",
                "a other-node; b own-node probe                                      | b a",
                "a unanswering; b other-node probe                                        | b a",
                "a suspected; b suspected probe                                      | b a",
                // It would not.
                "a own-loop; b own-node probe                                        | a b",
                "a own-node probe; b own-loop                                        | b a",
                "a other-node; b suspected probe                                     | a b",
                "a unanswering; b suspected probe                                         | a b",
                // One at a time.
                "a own-loop; b own-loop probe; c own-loop probe                      | b a c",
                "a own-node; b other-node probe; c own-node probe                    | c a b",
                // Nobody else is there.
                "a suspected probe                                                   | a",
            })
    void aProbeIsFirstWhereTheTargetWouldBe(String row, String order) {
        assertOrder(order, row, false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a other-node; b own-loop probe                                      | a b",
                "a suspected; b own-loop probe                                       | a b",
                "a own-loop probe                                                    | a",
                "b own-node; a own-loop                                              | a b",
            })
    void aRepeatProbesOnlyWhereNobodyElseIs(String row, String order) {
        assertOrder(order, row, false, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a own-loop; b own-loop probe                                        | b a",
                "a own-loop; b own-loop probe open=1                                 | a",
                "a own-loop probe open=1                                             | ''",
                "a own-loop open=1; b own-node                                       | a b",
            })
    void anActProbesOnlyWhereNothingIsOpen(String row, String order) {
        assertOrder(order, row, true, false);
        assertOrder(order.equals("b a") ? "a b" : order, row, true, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a suspected; b own-loop probe                                       | a b",
                "a own-loop full; b other-node broken                                | b a",
                "a own-node full open=9; b own-loop full                             | b a",
            })
    void whoIsToBeInformedIsAnybodyButWhoAnswersComesFirst(String row, String order) {
        assertEquals(order, names(TargetSelector.toInform(candidates(row))));
    }

    /** Candidates, and the credit of each once the first of their order has been asked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a own-loop                                                          | a=0",
                "a own-node; b own-node                                              | a=-1 b=1",
                "a other-node; b other-node weight=3                                 | b=-1 a=1",
                // Only equals have missed a turn.
                "a own-loop; b own-node                                              | a=0 b=0",
                // A longer queue misses it too, and is made up for within bounds.
                "a own-node; b own-node open=3 credit=7                              | a=-1 b=8",
                "a own-node; b own-node open=3 credit=8                              | a=-1 b=8",
                "a own-node credit=-8; b own-node open=3                             | a=-8 b=1",
                // A probe is nobody's turn.
                "a own-loop; b own-loop probe                                        | b=0 a=0",
            })
    void whoIsAskedPaysForItsTurn(String row, String credits) {
        List<Candidate> order = TargetSelector.order(candidates(row), false, false);
        order.forEach(one -> one.target().credit(one.credit()));
        TargetSelector.take(order, 0);
        assertEquals(
                credits,
                order.stream()
                        .map(one -> one.target().address() + "=" + one.target().credit())
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void aProbeIsTakenOnceASecond() {
        List<Candidate> order = TargetSelector.order(candidates("a own-loop probe"), false, false);
        CircuitBreaker breaker = order.get(0).target().breaker();
        for (int i = 0; i < CircuitBreaker.LIMIT; i++) {
            breaker.missed(0);
        }
        TargetSelector.take(order, 5_000);
        assertFalse(breaker.isDue(5_999));
        assertTrue(breaker.isDue(6_000));
    }

    @Test
    void theCandidatesStayAsTheyAre() {
        List<Candidate> candidates = candidates("a own-node; b own-loop; c own-loop probe");
        TargetSelector.order(candidates, false, false);
        assertEquals("a b c", names(candidates));
        assertTrue(TargetSelector.isAny(candidates, Candidate.Access.PROBE));
        assertFalse(TargetSelector.isAny(candidates, Candidate.Access.FULL));
    }
}
