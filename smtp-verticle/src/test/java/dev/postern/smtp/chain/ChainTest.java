package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.ScriptedPluginClient;
import dev.postern.smtp.dialogue.Scripts;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.plugins.Failure;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The groups of a chain: who is asked, in which order, and whose word counts. */
class ChainTest {
    private static final String YES = "250 2.1.5 Recipient ok";

    private final Dialogue dialogue = Dialogue.standard();

    @AfterEach
    void nothingIsLeft() {
        dialogue.cut().assertClosed();
    }

    private static ChainLink link(String group, int tier, ChainLink.Role role) {
        return new ChainLink(group, tier, Set.of(), 0, Map.of(), role, Set.of());
    }

    private void group(String name, Decision decision) {
        dialogue.group(name).groups.on(name, Stage.RCPTTO, decision);
    }

    private void tier(String name, Decision decision) {
        dialogue.link(link(name, 7, ChainLink.Role.PLAIN)).groups.on(name, Stage.RCPTTO, decision);
    }

    private String rcpt() {
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        return dialogue.ask("RCPT TO:<b@example.org>").get(0);
    }

    private List<String> asked() {
        return dialogue.groups.askedAt(Stage.RCPTTO);
    }

    @Test
    void groupsAreAskedInConfOrder() {
        Dialogue ordered = new Dialogue().group("c").group("a").group("b");
        for (String group : List.of("a", "b", "c")) {
            ordered.groups.on(group, Stage.RCPTTO, Decision.pass());
        }
        ordered.play(Scripts.HELO + Scripts.MAIL).ask("RCPT TO:<b@example.org>");
        assertEquals(List.of("c", "a", "b"), ordered.groups.askedAt(Stage.RCPTTO));
    }

    @Test
    void aRefusalEndsTheStageButForRequiredGroups() {
        group("gate", Decision.reject(550, "5.7.1", "no"));
        group("skipped", Decision.accept());
        dialogue.link(link("audit", 0, new ChainLink.Role(true, false)))
                .groups
                .on("audit", Stage.RCPTTO, Decision.reject(451, "4.7.1", "later"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
        assertEquals(
                "550 5.7.1 no", dialogue.ask("RCPT TO:<x@elsewhere.example>").get(0));
        assertEquals(List.of("recipients", "gate", "audit"), asked());
    }

    @Test
    void anAcceptSkipsLaterGroupsButNotRequiredOnes() {
        group("skipped", Decision.reject(550, "5.7.1", "no"));
        dialogue.link(link("audit", 0, new ChainLink.Role(true, false)))
                .groups
                .on("audit", Stage.RCPTTO, Decision.pass());
        assertEquals(YES, rcpt());
        assertEquals(List.of("recipients", "audit"), asked());
    }

    @Test
    void aRequiredGroupMayStillRefuse() {
        dialogue.link(link("audit", 0, new ChainLink.Role(true, false)))
                .groups
                .on("audit", Stage.RCPTTO, Decision.reject(550, "5.7.1", "no"));
        assertEquals("550 5.7.1 no", rcpt());
    }

    @Test
    void anAcceptDoesNotSkipWhoCouldOpenTheRecipientWhileItIsNotOpen() {
        Dialogue guarded = new Dialogue()
                .group("friend")
                .group("door", new ChainLink.Role(false, true))
                .group("skipped");
        guarded.group("second-door", new ChainLink.Role(false, true));
        for (String group : List.of("friend", "door", "skipped", "second-door")) {
            guarded.groups.on(group, Stage.RCPTTO, Decision.accept());
        }
        guarded.play(Scripts.HELO + Scripts.MAIL).ask("RCPT TO:<b@example.org>");
        assertEquals(List.of("friend", "door"), guarded.groups.askedAt(Stage.RCPTTO));
    }

    @Test
    void confNarrowsTheStagesOfAManifest() {
        dialogue.link(new ChainLink("spf", 0, Set.of(Stage.RCPTTO), 0, Map.of(), ChainLink.Role.PLAIN, Set.of()));
        dialogue.groups.on("spf", Stage.MAILFROM, Decision.reject(550, "5.7.1", "no"));
        dialogue.play(Scripts.EHLO + Scripts.MAIL);
    }

    @Test
    void aGroupNeverSeenFailsFromMailOn() {
        dialogue.group("ghost");
        dialogue.play(Scripts.EHLO + """
                C: NOOP
                S: 250 2.0.0 Ok
                C: MAIL FROM:<a@example.com>
                S: 451 4.3.0 temporarily unable to decide, try again later""");
        assertEquals(List.of("ghost"), dialogue.groups.askedAt(Stage.MAILFROM));
    }

    @Test
    void groupsOfATierAreAskedAtTheSameTimeAndAwaitedWhole() {
        dialogue.link(link("one", 7, ChainLink.Role.PLAIN)).link(link("two", 7, ChainLink.Role.PLAIN));
        Promise<CallResult> one = dialogue.groups.holds("one", Stage.MAILFROM);
        Promise<CallResult> two = dialogue.groups.holds("two", Stage.MAILFROM);
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>");
        assertEquals(List.of("one", "two"), dialogue.groups.askedAt(Stage.MAILFROM));
        two.complete(CallResult.decided(Decision.reject(550, "5.7.1", "two"), "two-0", 1));
        assertTrue(dialogue.isBusy());
        one.complete(CallResult.decided(Decision.reject(551, "5.7.1", "one"), "one-0", 1));
        dialogue.play("S: 551 5.7.1 one");
    }

    @Test
    void theStrongestWordOfATierCounts() {
        tier("passes", Decision.pass());
        tier("accepts", Decision.accept());
        tier("discards", Decision.discard());
        dialogue.play(Scripts.EHLO + Scripts.MAIL).ask("RCPT TO:<x@elsewhere.example>");
        assertEquals(1, dialogue.session().transaction().discarded().size());
        tierRefuses();
    }

    private void tierRefuses() {
        dialogue.groups.on("passes", Stage.RCPTTO, Decision.reject(550, "5.7.1", "no"));
        dialogue.play("C: RCPT TO:<x@elsewhere.example>\nS: 550 5.7.1 no");
        dialogue.groups.fails("passes", Stage.RCPTTO, Failure.TIMEOUT);
        dialogue.play("C: RCPT TO:<x@elsewhere.example>\nS: 451 4.3.0...");
    }

    @Test
    void aFailureCostsWhatTheConfigurationSays() {
        Map<Stage, ChainLink.FailurePolicy> policies = Map.of(
                Stage.CONNECT, ChainLink.FailurePolicy.PASS,
                Stage.MAILFROM, ChainLink.FailurePolicy.PASS,
                Stage.RCPTTO, ChainLink.FailurePolicy.REJECT);
        dialogue.link(new ChainLink("broken", 0, Set.of(), 0, policies, new ChainLink.Role(true, false), Set.of()));
        for (Stage stage : List.of(Stage.CONNECT, Stage.MAILFROM, Stage.RCPTTO, Stage.DATA)) {
            dialogue.groups.fails("broken", stage, Failure.EXCEPTION);
        }
        dialogue.play(Scripts.EHLO + Scripts.MAIL + """
                C: RCPT TO:<b@example.org>
                S: 554 5.3.0 unable to process this""");
        var verdict = dialogue.reports.all.get(3).verdicts().get(1);
        assertEquals("broken", verdict.group());
        assertEquals("reject", verdict.decision());
        assertEquals("exception", verdict.failure());
    }

    @Test
    void aGroupHasItsBudgetAndAllTogetherThatOfTheStage() {
        long[] budgets = {0, 20_000, 20_000, 20_000};
        for (int i = 0; i < budgets.length; i++) {
            Map<Stage, ChainLink.FailurePolicy> pass = Map.of(Stage.MAILFROM, ChainLink.FailurePolicy.PASS);
            dialogue.link(new ChainLink("slow" + i, 0, Set.of(), budgets[i], pass, ChainLink.Role.PLAIN, Set.of()));
            dialogue.groups.holds("slow" + i, Stage.MAILFROM);
        }
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>");
        dialogue.clock.advance(29_999);
        assertTrue(dialogue.isBusy());
        dialogue.clock.advance(1);
        dialogue.play("S: 250 2.1.0 Sender ok");
        List<ScriptedPluginClient.Ask> asked = dialogue.groups.asked(Stage.MAILFROM);
        assertEquals(
                List.of(5_000L, 20_000L, 5_000L),
                asked.stream().map(ScriptedPluginClient.Ask::budget).toList());
        assertEquals(5_000, asked.get(2).event().common().turn().budget());
    }

    @Test
    void contentAndDeliverHaveMoreTime() {
        dialogue.group("scanner").groups.on("scanner", Stage.CONTENT, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 Ok, taken as node-0-1-1");
        assertEquals(60_000, dialogue.groups.asked(Stage.CONTENT).get(0).budget());
        assertEquals(60_000, dialogue.groups.asked(Stage.DELIVER).get(0).budget());
        assertEquals(5_000, dialogue.groups.asked(Stage.RCPTTO).get(0).budget());
    }

    @Test
    void aGroupsDataIsKeptEvenWithARefusalAndIsItsOwn() {
        group("greylist", Decision.pass());
        dialogue.groups.on(
                "greylist",
                Stage.MAILFROM,
                event -> Decision.reject(451, "4.7.1", "later")
                        .withData(new JsonObject().put("tries", event.data().getInteger("tries", 0) + 1)));
        dialogue.play(Scripts.EHLO);
        dialogue.ask("MAIL FROM:<a@example.com>");
        dialogue.ask("MAIL FROM:<a@example.com>");
        dialogue.groups.on("greylist", Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.MAIL + Scripts.RCPT);
        Event third = dialogue.groups.asked(Stage.MAILFROM).get(2).event();
        assertEquals(2, third.data().getInteger("tries"));
        assertEquals(2, third.common().turn().data().revision());
        assertEquals(
                new JsonObject(),
                dialogue.groups.asked(Stage.RCPTTO).get(0).event().data());
    }

    @Test
    void otherEffectsOfARefusedStageAreNotApplied() {
        dialogue.group("namer")
                .groups
                .on("namer", Stage.MAILFROM, Decision.pass().withAuthenticated("joe"));
        dialogue.group("gate")
                .groups
                .on("gate", Stage.MAILFROM, Decision.reject(550, "5.7.1", "no").withAuthenticated("jim"));
        dialogue.play(Scripts.EHLO + "C: MAIL FROM:<a@example.com>\nS: 550 5.7.1 no");
        assertEquals(null, dialogue.session().connection().client().user());
    }

    @Test
    void everyAskCarriesTheKeyOfItsGroupAndNoFactDoes() {
        dialogue.group("other").groups.on("other", Stage.MAILFROM, Decision.pass());
        dialogue.play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 Ok, taken as node-0-1-1");
        Set<String> keys = new HashSet<>();
        for (ScriptedPluginClient.Ask ask : dialogue.groups.asked()) {
            String key = ask.event().common().turn().key();
            assertEquals(22, key.length());
            assertEquals("smtp.node.node.0", ask.event().common().turn().commands());
            keys.add(ask.group() + " " + key);
        }
        assertEquals(3, keys.size(), "one key for each group: " + keys);
        dialogue.reports.all.forEach(fact -> {
            JsonObject event = fact.toJson().getJsonObject("event");
            assertFalse(event.containsKey("key") || event.containsKey("data"), event.encode());
            assertFalse(event.getJsonObject("content", new JsonObject()).containsKey("inline"), event.encode());
        });
    }

    @Test
    void whatNobodyDeclaresAndNobodyObservesStillHasItsNumber() {
        dialogue.unobserved().play(Scripts.EHLO + Scripts.MESSAGE + "S: 250 2.0.0 Ok, taken as node-0-1-1");
        assertEquals(
                List.of(4L, 8L),
                dialogue.groups.asked().stream()
                        .map(ask -> ask.event().common().occasion().sequence())
                        .toList());
        dialogue.reports.observed = true;
    }
}
