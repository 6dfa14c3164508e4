package dev.postern.contract.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Examples;
import dev.postern.contract.Stage;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.Addresses;
import dev.postern.contract.wire.Declaration;
import dev.postern.contract.wire.GroupManifest;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, names, and what plugins say of themselves. */
class RegistrationTest {
    @Test
    void allAddressesOfTheBus() {
        assertEquals("smtp.plugins", Addresses.PLUGINS);
        assertEquals("smtp.rcptto", Addresses.told(Stage.RCPTTO));
        assertEquals("smtp.ask.recipients.abcdefghij", Addresses.desk("recipients", "abcdefghij"));
        assertEquals("smtp.ask.recipients.abcdefghij.3", Addresses.instance("recipients", "abcdefghij", 3));
        assertEquals("smtp.node.abcdefghij.0", Addresses.commands("abcdefghij", 0));
    }

    @Test
    void noStageIsToldWhereSomethingElseHappens() {
        List<String> told = Arrays.stream(Stage.values()).map(Addresses::told).toList();

        assertEquals(Stage.values().length, new HashSet<>(told).size());
        for (String other : List.of(Addresses.PLUGINS, "smtp.ask", "smtp.node", "smtp.told")) {
            assertFalse(told.contains(other), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "recipients", "spf-2", "x1"})
    void aGroupsNameIsOnePartOfAnAddress(String name) {
        assertEquals(name, GroupOptions.eventLoop(name).group());
        assertEquals(4, Addresses.desk(name, "abcdefghij").split("\\.").length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a.b", "a b", "-a", "1a", "a_b", "a\n", "\u00e4", "recipients.abcdefghij"})
    void aNameThatCouldBreakAnAddressIsRefused(String name) {
        String message = assertThrows(IllegalArgumentException.class, () -> GroupOptions.worker(name))
                .getMessage();

        assertTrue(message.startsWith("group name '" + name + "', expected"), message);
    }

    @Test
    void aNameHas63CharactersAtMost() {
        assertEquals(63, GroupOptions.worker("a".repeat(63)).group().length());
        assertThrows(IllegalArgumentException.class, () -> GroupOptions.worker("a".repeat(64)));
    }

    @Test
    void theDefaultsOfADeployment() {
        assertEquals(new GroupOptions("a", "0", ThreadingModel.EVENT_LOOP, 0), GroupOptions.eventLoop("a"));
        assertEquals(new GroupOptions("a", "0", ThreadingModel.WORKER, 4), GroupOptions.worker("a"));
        assertEquals(
                new GroupOptions("a", "2.1", ThreadingModel.WORKER, 7),
                GroupOptions.worker("a").withInstances(7).withVersion("2.1"));
        assertThrows(
                IllegalArgumentException.class, () -> GroupOptions.worker("a").withInstances(-1));
    }

    @Test
    void aHelloOfAnotherVersionIsRefusedByName() {
        JsonObject hello = Examples.read("registration/hello").put("v", 2);

        assertEquals("hello of group 'recipients' with v 2, expected 1", refusal(hello));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "node", "address"})
    void aHelloWithoutWhoSaysItIsRefusedByName(String field) {
        JsonObject hello = Examples.read("registration/hello");
        hello.remove(field);

        assertEquals("'" + field + "' is missing", refusal(hello));
    }

    @Test
    void aHelloOfTheWrongTypesIsMalformedAndNothingWorse() {
        refusal(Examples.read("registration/hello").put("instances", 3));
        refusal(Examples.read("registration/hello").put("inbox", "yes"));
        refusal(Examples.read("registration/who"));
        assertThrows(MalformedException.class, () -> GroupManifest.fromJson(null));
    }

    @Test
    void stagesOfANewerContractAreLeftOut() {
        JsonObject hello = Examples.read("registration/hello")
                .put("stages", new JsonArray().add("rcptto").add("bdat"))
                .put("mood", "fine");

        assertEquals(
                EnumSet.of(Stage.RCPTTO),
                GroupManifest.fromJson(hello).declaration().stages());
    }

    @Test
    void aDeclarationIsACopyAndIsWrittenInOrder() {
        Set<String> verbs = new HashSet<>(Set.of("VRFY", "EXPN"));
        Declaration declaration = new Declaration(
                EnumSet.of(Stage.VERB, Stage.CONNECT), Set.of(), verbs, Set.of("PLAIN", "LOGIN"), false, Set.of());
        verbs.add("HELP");

        JsonObject json = declaration.toJson();
        assertEquals(new JsonArray().add("connect").add("verb"), json.getJsonArray("stages"));
        assertEquals(new JsonArray().add("EXPN").add("VRFY"), json.getJsonArray("verbs"));
        assertEquals(new JsonArray().add("LOGIN").add("PLAIN"), json.getJsonArray("mechanisms"));
        assertEquals(declaration, Declaration.fromJson(json));
    }

    private static String refusal(JsonObject hello) {
        return assertThrows(MalformedException.class, () -> GroupManifest.fromJson(hello))
                .getMessage();
    }
}
