package dev.postern.smtp.dialogue;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Event;
import dev.postern.contract.Stage;
import dev.postern.smtp.options.SmtpOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The shortest dialogue up to each stage; the group {@code x} is asked first there, at {@code deliver} the inbox. */
public final class StagePath {
    private static final String TAKEN = "S: 250 2.0.0 Ok, taken as node-0-1-1";
    private static final String CLEAR = Scripts.EHLO.replace("250 STARTTLS", "250-STARTTLS\nS: 250 AUTH LOGIN PLAIN");
    public static final String PLAIN =
            "C: AUTH PLAIN " + Base64.getEncoder().encodeToString("\0joe\0secret".getBytes(StandardCharsets.UTF_8));

    private static final Map<Stage, List<String>> STEPS = Map.ofEntries(
            steps(Stage.CONNECT, "", "", "S: 220 mx.example.net ESMTP Postern"),
            steps(Stage.SECURE, "", "", "S: 220 mx.example.net ESMTP Postern"),
            steps(Stage.HELO, Scripts.BANNER, "C: HELO client.example.com", "S: 250 mx.example.net greets you"),
            steps(Stage.AUTHENTICATE, CLEAR, PLAIN, "S: 235 2.7.0 Authentication succeeded"),
            steps(Stage.MAILFROM, Scripts.EHLO, "C: MAIL FROM:<a@example.com>", "S: 250 2.1.0 Sender ok"),
            steps(Stage.RCPTTO, Scripts.EHLO + Scripts.MAIL, "C: RCPT TO:<b@example.org>", "S: 250 2.1.5 Recipient ok"),
            steps(
                    Stage.DATA,
                    Scripts.EHLO + Scripts.MAIL + Scripts.RCPT,
                    "C: DATA",
                    "S: 354 Go ahead, end with <CRLF>.<CRLF>"),
            steps(Stage.CONTENT, Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA, Scripts.BODY, TAKEN),
            steps(Stage.MESSAGE, Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA, Scripts.BODY, TAKEN),
            steps(Stage.DELIVER, Scripts.EHLO + Scripts.MAIL + Scripts.RCPT + Scripts.DATA, Scripts.BODY, TAKEN),
            steps(Stage.VERB, Scripts.EHLO, "C: NOOP", "S: 250 2.0.0 Ok"));

    final Stage stage;
    public final Dialogue dialogue;
    public final String group;

    private StagePath(Stage stage) {
        this.stage = stage;
        this.group = stage == Stage.DELIVER ? "maildir" : "x";
        this.dialogue = Dialogue.behind(group);
        if (stage == Stage.SECURE) {
            dialogue.tls(SmtpOptions.TlsMode.IMPLICIT);
        }
        if (stage == Stage.AUTHENTICATE) {
            dialogue.authInClear();
        }
    }

    public static StagePath of(Stage stage) {
        return new StagePath(stage);
    }

    private static Map.Entry<Stage, List<String>> steps(Stage stage, String before, String command, String reply) {
        return Map.entry(stage, List.of(before, command, reply));
    }

    /** The decision with which a session goes on at this stage. */
    public static Decision yes(Event event) {
        return switch (event.stage()) {
            case AUTHENTICATE -> Decision.accept();
            case DELIVER ->
                Decision.delivered(event.recipients().stream()
                        .map(DeliveryResult::delivered)
                        .toList());
            default -> Decision.pass();
        };
    }

    /** The group decides positively at this stage, with these effects. */
    public StagePath saying(UnaryOperator<Decision> with) {
        return deciding(event -> with.apply(yes(event)));
    }

    public StagePath deciding(Function<Event, Decision> decision) {
        dialogue.groups.on(group, stage, decision);
        return this;
    }

    /** Plays up to the stage, and sends the command that leads to it. */
    public StagePath arrive() {
        String before = STEPS.get(stage).get(0);
        if (!before.isEmpty()) {
            dialogue.play(before);
        }
        dialogue.packet(STEPS.get(stage).get(1).replace("C: ", ""));
        return this;
    }

    /** The reply if all groups decide positively. */
    public String yes() {
        return STEPS.get(stage).get(2);
    }

    /** Expects the positive reply, and nothing before it. */
    public StagePath expectYes() {
        dialogue.play(yes());
        return this;
    }

    /** The code that the positive reply has. */
    String code() {
        return yes().substring(3, 6);
    }

    public List<ScriptedPluginClient.Ask> asked() {
        return dialogue.groups.asked(stage);
    }
}
