package dev.postern.recipients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.options.Flaw;
import dev.postern.contract.options.OptionValues;
import dev.postern.contract.options.StartNotes;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipientsDescriptorTest {
    private final RecipientsDescriptor descriptor = new RecipientsDescriptor();

    @Test
    void withoutAddressesEverybodyExistsInAllOfTheDomains() {
        OptionValues everybody = values("{\"domains\":[\"a.example\",\"b.example\"]}");
        assertEquals(
                List.of("@a.example", "@b.example"),
                RecipientsDescriptor.read(everybody).addresses());
        OptionValues nobody = values("{\"domains\":[\"a.example\"],\"addresses\":[]}");
        assertEquals(List.of(), RecipientsDescriptor.read(nobody).addresses());
    }

    @Test
    void anAddressOutsideOfTheDomainsIsNamedByItsIndex() {
        OptionValues values = values("{\"domains\":[\"a.example\"],\"addresses\":[\"b@a.example\",\"b@b.example\"]}");
        assertEquals(
                List.of(new Flaw(
                        "addresses.1",
                        "address 'b@b.example', expected one in a domain of the list 'domains': a.example")),
                descriptor.checkOptions(values));
    }

    @Test
    void theStartSaysWhomToTryAndWhichCatchAllsThereAre() {
        StartNotes all = descriptor.notes(values("{}"));
        assertEquals(Optional.of("you@localhost"), all.recipient());
        assertEquals(
                List.of("everybody@localhost exists (plugins.recipients.addresses has the catch-all @localhost)"),
                all.caveats());
        assertEquals(List.of("localhost"), all.domains());
        assertEquals(
                Optional.of("ann@localhost"),
                descriptor.notes(values("{\"addresses\":[\"ann@localhost\"]}")).recipient());
        assertEquals(
                Optional.of("postmaster@localhost"),
                descriptor.notes(values("{\"addresses\":[]}")).recipient());
        assertEquals(
                Optional.empty(),
                descriptor.notes(values("{\"domains\":[],\"addresses\":[]}")).recipient());
    }

    private OptionValues values(String json) {
        return OptionValues.of(descriptor.options(), new JsonObject(json));
    }
}
