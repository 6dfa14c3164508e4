package dev.postern.contract.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Close;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Verb;
import dev.postern.contract.plugin.Plugin;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a plugin declares follows from what it overrides. */
class DeclarationTest {
    private static class Nothing extends Plugin {}

    private static class Recipients extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return accept();
        }

        @Override
        protected void onClose(Close event) {}

        /** No stage, though it is named like one. */
        Future<Decision> onConnect(String event) {
            return accept();
        }
    }

    private static final class MoreRecipients extends Recipients {
        @Override
        protected Future<Decision> onVerb(Verb event) {
            return pass();
        }

        @Override
        protected Set<String> verbs() {
            return Set.of("VRFY");
        }

        @Override
        protected Set<Stage> concurrent() {
            return Set.of(Stage.RCPTTO);
        }
    }

    private static final class Inbox extends Plugin {
        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return delivered(event);
        }

        @Override
        protected Set<String> extensions() {
            return Set.of("8BITMIME");
        }
    }

    @Test
    void aPluginThatOverridesNothingDeclaresNothing() {
        assertEquals(
                new Declaration(Set.of(), Set.of(), Set.of(), Set.of(), false, Set.of()), new Nothing().declaration());
    }

    @Test
    void whatIsOverriddenIsDeclared() {
        assertEquals(
                EnumSet.of(Stage.RCPTTO, Stage.CLOSE),
                new Recipients().declaration().stages());
    }

    @Test
    void whatASuperclassOverridesIsDeclaredToo() {
        assertEquals(
                new Declaration(
                        EnumSet.of(Stage.RCPTTO, Stage.CLOSE, Stage.VERB),
                        Set.of(Stage.RCPTTO),
                        Set.of("VRFY"),
                        Set.of(),
                        false,
                        Set.of()),
                new MoreRecipients().declaration());
    }

    @Test
    void whoOverridesDeliverIsAnInbox() {
        assertEquals(
                new Declaration(EnumSet.of(Stage.DELIVER), Set.of(), Set.of(), Set.of(), true, Set.of("8BITMIME")),
                new Inbox().declaration());
    }

    @Test
    void namesAreInUpperCase() {
        assertEquals(
                "mechanism 'Plain', expected upper case", objection(Stage.AUTHENTICATE, Set.of(), Set.of("Plain")));
        assertEquals("verb 'expn', expected upper case", objection(Stage.VERB, Set.of("expn"), Set.of()));
        assertNull(objection(Stage.AUTHENTICATE, Set.of(), Set.of("SCRAM-SHA-256")));
        assertNull(objection(Stage.VERB, Set.of("VRFY"), Set.of()));
    }

    @Test
    void quitIsNotAsked() {
        assertEquals("verb 'QUIT', which is told, not asked", objection(Stage.VERB, Set.of("VRFY", "QUIT"), Set.of()));
    }

    @Test
    void aStageAndItsNamesGoTogether() {
        assertEquals(
                "onVerb is overridden, expected verbs() to name at least one",
                objection(Stage.VERB, Set.of(), Set.of()));
        assertEquals(
                "verbs() names EXPN, VRFY, expected onVerb to be overridden",
                objection(Stage.RCPTTO, Set.of("VRFY", "EXPN"), Set.of()));
        assertEquals(
                "onAuthenticate is overridden, expected mechanisms() to name at least one",
                objection(Stage.AUTHENTICATE, Set.of(), Set.of()));
        assertEquals(
                "mechanisms() names PLAIN, expected onAuthenticate to be overridden",
                objection(Stage.RCPTTO, Set.of(), Set.of("PLAIN")));
    }

    private static String objection(Stage stage, Set<String> verbs, Set<String> mechanisms) {
        return new Declaration(Set.of(stage), Set.of(), verbs, mechanisms, false, Set.of()).objection();
    }

    @Test
    void everyStageHasAMethod() throws ReflectiveOperationException {
        for (Stage stage : Stage.values()) {
            Plugin.class.getDeclaredMethod("on" + stage.event().getSimpleName(), stage.event());
        }
    }
}
